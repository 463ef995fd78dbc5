"""The product as one foreground process tree: engines, web, workers, beat."""
