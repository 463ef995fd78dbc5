"""People who answer calls."""
