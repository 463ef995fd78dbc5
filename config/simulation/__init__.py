"""A seeded history of a business: rows only, without audio, to look at full pages and to measure at scale."""
