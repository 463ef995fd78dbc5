"""Conversion destinations, one file or folder each."""
