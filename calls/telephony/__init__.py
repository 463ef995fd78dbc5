"""From a provider's message to a call: verify, keep, answer, apply."""
