"""Totals over calls, read from one index row per call that follows the rows of every layer."""
