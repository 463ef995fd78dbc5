"""Pages of numbers, pools and queues."""
