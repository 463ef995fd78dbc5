"""The first steps of an account, proved by its rows."""
