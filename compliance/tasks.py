"""Tasks of the compliance app: none yet run in the background; the module registers the system checks."""
