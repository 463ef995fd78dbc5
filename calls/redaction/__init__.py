"""Redaction that can be proven and repaired: policy, human audit, re-redaction, and the page that shows how well it does."""
