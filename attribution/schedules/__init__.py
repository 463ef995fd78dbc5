"""Reports sent by e-mail."""
