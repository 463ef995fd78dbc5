"""Conversion rules in the settings: their conditions are labels, which the account names."""
