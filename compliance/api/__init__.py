"""What every operation of the API has in common: base views, sparse fields, paging, CSV, limits, idempotency."""
