"""What was hidden in the words of a call, silenced in its sound; and what only the sound gives away."""
