"""Words people put on calls."""
