"""`make clean-state`: removes what the engines made, nothing else, and never under a running server."""

import fcntl
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from config.engines import place
from config.engines.removal import InUse, remove

ROOT = Path(__file__).resolve().parents[2]


def _record(folder: Path, **made: str) -> Path:
    record = place.state_file(folder)
    record.parent.mkdir(parents=True)
    record.write_text(json.dumps({"var": str(folder), "home": "", "sockets": "", **made}))
    return record


def test_the_folders_the_engines_made_go_with_the_state(tmp_path: Path) -> None:
    var = tmp_path / "var"
    sockets = Path(tempfile.mkdtemp(prefix="ringtrace-", dir="/tmp"))
    _record(var / "demo", home=str(var / "demo" / "engines"), sockets=str(sockets))
    assert remove(var) == [sockets, var]
    assert not sockets.exists()
    assert not var.exists()
    assert remove(var) == []


@pytest.mark.parametrize("name", ["", "ringtrace-x/..", "ringtrace-x/inside"])
def test_a_record_cannot_name_anything_else(tmp_path: Path, name: str) -> None:
    other = tmp_path / "other"
    other.mkdir()
    var = tmp_path / "var"
    _record(var, home=str(other), sockets=f"/tmp/{name}")
    assert remove(var) == [var]
    assert other.is_dir()
    assert Path("/tmp").is_dir()


def test_a_record_copied_from_another_clone_removes_nothing_of_it(tmp_path: Path) -> None:
    sockets = Path(tempfile.mkdtemp(prefix="ringtrace-", dir="/tmp"))
    try:
        _record(tmp_path / "copy", var=str(tmp_path / "original"), sockets=str(sockets))
        assert remove(tmp_path / "copy") == [tmp_path / "copy"]
        assert sockets.is_dir()
    finally:
        sockets.rmdir()


def test_nothing_is_removed_while_a_process_uses_the_servers(tmp_path: Path) -> None:
    record = _record(tmp_path / "var")
    with record.with_name("users.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_SH)
        with pytest.raises(InUse, match="is in use; stop what runs there first"):
            remove(tmp_path / "var")
    assert record.exists()


def test_it_runs_as_a_program_without_the_installed_product(tmp_path: Path) -> None:
    _record(tmp_path / "var")
    program = [sys.executable, "-S", "config/engines/removal.py", str(tmp_path / "var")]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == f"removed {tmp_path / 'var'}\n"
