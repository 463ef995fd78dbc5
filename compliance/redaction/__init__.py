"""Finds and hides spoken personal and payment data in call transcripts and recordings."""
