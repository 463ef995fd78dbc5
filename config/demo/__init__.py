"""The main job, shown: a seeded day of a business through the real endpoints, workers, audio and sandbox."""
