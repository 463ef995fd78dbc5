"""Settings of the test run: its own embedded engines, no durability, quick hashes, tasks in the test's own process."""

import os
from pathlib import Path

os.environ.setdefault("RINGTRACE_VAR", str(Path(__file__).resolve().parent.parent / "var" / "test"))

from config.settings import *  # noqa: E402,F403
from config.settings import BASE_DIR, DATABASES, DATABASE_URL, MIDDLEWARE, STORAGES, VAR_DIR  # noqa: E402
