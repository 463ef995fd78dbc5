"""The first page: six figures against the period before, what moved, what needs a person."""
