"""Settings of the test run: its own embedded engines, no durability, quick hashes, tasks run where they are enqueued."""

import os
from pathlib import Path

os.environ.setdefault("RINGTRACE_VAR", str(Path(__file__).resolve().parent.parent / "var" / "test"))
os.environ.setdefault("RINGTRACE_MODELS", str(Path(__file__).resolve().parent.parent / "var"))
os.environ["PUBLIC_URL"] = "http://testserver"
os.environ.setdefault("LOG_LEVEL", "WARNING")

from config.settings import *

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if not DATABASE_URL:
    fast = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
    DATABASES = {"default": {**DATABASES["default"], "EMBEDDED": {"var": str(VAR_DIR), "options": fast}}}
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
WHITENOISE_AUTOREFRESH = True

# Tests read what they just wrote.
REPORTS_REST = 0
