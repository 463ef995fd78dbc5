"""The demo as a newcomer runs it, with fewer calls."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_the_demo_ends_well(tmp_path: Path) -> None:
    environment = {**os.environ, "RINGTRACE_VAR": str(tmp_path), "RINGTRACE_MODELS": str(ROOT / "var")}
    for name in ("DJANGO_SETTINGS_MODULE", "PUBLIC_URL", "DATABASE_URL", "BROKER_URL"):
        environment.pop(name, None)
    done = subprocess.run(
        [sys.executable, "manage.py", "demo", "--exit", "--calls", "4"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert "0 card digits in database, broker, logs, files" in done.stdout
    assert "4 calls and 16 visitors in" in done.stdout
