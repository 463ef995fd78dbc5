"""The only opener of recordings. Import it from pipeline stages and `calls.personal_data` alone (checked in CI)."""
