"""Numbers and the queues they ring."""
