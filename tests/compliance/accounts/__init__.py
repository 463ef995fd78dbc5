"""Tests of compliance.accounts."""
