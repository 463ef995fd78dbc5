"""The engine every process shares, and the version its results carry."""

from functools import cache

from compliance.redaction.engine import RedactionEngine

VERSION = "spoken-2"


@cache
def engine() -> RedactionEngine:
    """The process's engine; its language model is loaded with the first call."""
    return RedactionEngine()
