"""The web process, the shell's help and the pages stay light, and everything the product needs loads."""

import gzip
import re
import subprocess
import sys
from pathlib import Path, PurePosixPath

import pytest
from django.contrib.auth.models import User
from django.contrib.staticfiles.finders import find
from django.core.management import call_command
from django.test import Client

from compliance.models import Account
from tests.factories.accounts import MembershipFactory

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


FIRST_VIEW = 150_000  # bytes over the wire, without the chart library


def packed(content: bytes) -> int:
    return len(gzip.compress(content, 6))


def with_imports(name: str, seen: set[str]) -> set[str]:
    """A static file and the modules it imports, and theirs."""
    if name in seen:
        return seen
    seen.add(name)
    place = find(name)
    assert isinstance(place, str), name
    if name.endswith(".js"):
        for other in re.findall(r'^import .*?"\./(.+?)";', Path(place).read_text(), re.MULTILINE):
            with_imports(str(PurePosixPath(name).with_name(other)), seen)
    return seen


@pytest.mark.parametrize("path", ["/accounts/login/", "/calls/", "/roas/", "/styleguide"])
def test_the_first_view_is_light(account: Account, client: Client, path: str) -> None:
    person = MembershipFactory(account=account).user
    User.objects.filter(pk=person.pk).update(is_staff=True)
    if "login" not in path:
        client.force_login(person)
    page = client.get(path)
    assert page.status_code == 200
    files: set[str] = set()
    for name in re.findall(r'(?:href|src)="/static/([^"]+)"', page.content.decode()):
        if "plotly" not in name:
            with_imports(name, files)
    assert any(name.endswith(".css") for name in files)
    assert "ringtrace/kept.js" in files
    total = packed(page.content) + sum(packed(Path(str(find(name))).read_bytes()) for name in files)
    assert total < FIRST_VIEW, (path, total)
