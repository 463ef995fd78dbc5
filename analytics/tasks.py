"""Tasks of the analytics app."""
