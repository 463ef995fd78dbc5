"""The calls as people and programs see them: list, page and API with what every layer knows about a call."""
