"""Composition root: the only package that names all members; no app imports it."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
