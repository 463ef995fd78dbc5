"""One stage = one class = one task = one StageRun row."""
