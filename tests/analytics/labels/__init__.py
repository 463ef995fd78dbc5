"""Tests of analytics.labels."""
