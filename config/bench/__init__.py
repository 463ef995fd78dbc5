"""Measurements, by `make bench`: figures with the machine and settings they were taken on."""
