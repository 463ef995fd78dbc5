"""The web process and the shell's help stay light, and everything the product needs loads."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]
HEAVY = (
    "torch",
    "spacy",
    "whisper",
    "faster_whisper",
    "ctranslate2",
    "presidio_analyzer",
    "sklearn",
    "onnxruntime",
)
WEB = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings_test"
from config.wsgi import application
from django.urls import get_resolver
get_resolver().url_patterns
from calls.pipeline.runner import stages
stages()
print(sorted(name for name in {heavy} if name in sys.modules))
"""


def test_the_web_process_loads_no_model_library() -> None:
    program = WEB.format(heavy=HEAVY)
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_the_help_loads_no_model_library_and_starts_no_engine(tmp_path: Path) -> None:
    program = f"import sys, manage; sys.argv[1:] = ['help']; manage.main(); print([n for n in {HEAVY} if n in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        env={"RINGTRACE_VAR": str(tmp_path), "PATH": ""},
    )
    assert done.stdout.strip().splitlines()[-1] == "[]"
    assert not (tmp_path / "engines").exists()


@pytest.mark.django_db
def test_the_system_checks_pass_and_every_member_loads() -> None:
    call_command("check", fail_level="WARNING")


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
