"""The settings reader stops on bad values and names them."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env
from config.secret_files import secret


@pytest.mark.parametrize(("value", "expected"), [("1", True), ("YES", True), ("off", False), ("", False)])
def test_flags(monkeypatch: pytest.MonkeyPatch, value: str, expected: bool) -> None:
    monkeypatch.setenv("X", value)
    assert env.flag("X") is expected


@pytest.mark.parametrize(
    ("read", "value"), [(env.flag, "perhaps"), (lambda name: env.number(name, 1), "many")]
)
def test_bad_values_name_the_variable(monkeypatch: pytest.MonkeyPatch, read, value: str) -> None:
    monkeypatch.setenv("X", value)
    with pytest.raises(ImproperlyConfigured, match=f"X='{value}'"):
        read("X")


def test_database_addresses() -> None:
    entry = env.database("DATABASE_URL", "postgresql://me:p%40ss@db.example:5433/calls?sslmode=require")
    assert {name: entry[name] for name in ("HOST", "PORT", "USER", "PASSWORD", "NAME")} == {
        "HOST": "db.example",
        "PORT": "5433",
        "USER": "me",
        "PASSWORD": "p@ss",
        "NAME": "calls",
    }
    assert entry["OPTIONS"] == {"sslmode": "require"}
    socket = env.database("DATABASE_URL", "postgresql://me:p@/calls?host=/run/pg")
    assert (socket["HOST"], socket["OPTIONS"]) == ("/run/pg", {})
    with pytest.raises(ImproperlyConfigured, match="only postgresql"):
        env.database("DATABASE_URL", "sqlite:///x")


def test_a_secret_is_made_once_and_privately(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: secret("SECRET_KEY", tmp_path), range(16)))
    assert len(made) == 1
    file = tmp_path / "secrets" / "secret_key"
    assert file.stat().st_mode & 0o077 == 0
    monkeypatch.setenv("SECRET_KEY", "given")
    assert secret("SECRET_KEY", tmp_path) == "given"
