"""Numbers with what they stand for: pools, leases, calls."""
