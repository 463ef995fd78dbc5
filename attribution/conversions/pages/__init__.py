"""Pages of the ledger and of its destinations."""
