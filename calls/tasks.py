"""Tasks of the calls app."""
