"""How many numbers a pool needs."""
