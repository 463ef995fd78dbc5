"""One file per entity type; each can be deleted with its line in `compliance.redaction.analyzer`."""
