"""Cost sources, one file each."""
