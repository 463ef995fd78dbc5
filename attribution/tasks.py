"""Tasks of the attribution app."""
