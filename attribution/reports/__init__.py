"""Reports, the same from shell, page and API."""
