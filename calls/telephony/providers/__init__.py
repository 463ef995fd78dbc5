"""Telephony providers, one folder each."""
