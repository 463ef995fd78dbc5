"""Recordings that somebody has already: a folder and, better, a list that says what they are."""
