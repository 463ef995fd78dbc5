"""Strict local stand-ins for conversion destinations, for demo, tests and benchmarks.

They are written from the vendors' descriptions alone and share no code with the senders they judge.
"""
