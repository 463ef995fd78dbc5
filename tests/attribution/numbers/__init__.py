"""Tests of attribution.numbers."""
