"""How people hear recordings: links that soon end, parts of a file, the audited view."""
