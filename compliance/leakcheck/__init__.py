"""Looks for card digits where none may be: database, broker, logs, files."""
