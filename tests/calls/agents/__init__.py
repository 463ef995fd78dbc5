"""Tests of calls.agents."""
