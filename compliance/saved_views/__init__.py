"""Filters, columns and order of a page that people keep under a name."""
