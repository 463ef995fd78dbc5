"""Embedded engines: started once, shared, stopped by the last user, in any folder."""

import json
import os
import shutil
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from config.engines import place, postgres, valkey
from config.engines.usage import leave, use_postgres, use_valkey

PROGRAM = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from config.engines.usage import use_postgres, use_valkey
    from config.engines import postgres
    import psycopg
    found = use_postgres(Path(sys.argv[1]))
    use_valkey(Path(sys.argv[1]))
    with psycopg.connect(postgres.url(found)) as connection:
        print(connection.execute("SELECT 42").fetchone()[0], found.sockets)
    """
)


@pytest.fixture
def var(tmp_path: Path) -> Iterator[Path]:
    """A state folder; what the engines put elsewhere for it is removed."""
    yield tmp_path
    for record in list(tmp_path.rglob("place.json")):
        try:
            made = json.loads(record.read_text())
        except ValueError:
            continue
        shutil.rmtree(made["sockets"], ignore_errors=True)
        shutil.rmtree(made["home"], ignore_errors=True)


@pytest.fixture
def strict_umask() -> Iterator[None]:
    """New files are the owner's only, as on a hardened machine."""
    before = os.umask(0o077)
    yield
    os.umask(before)


def _start(var: Path) -> subprocess.Popen[str]:
    root = Path(__file__).resolve().parents[2]
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(var)], cwd=root, stdout=subprocess.PIPE, text=True
    )


def test_two_processes_that_start_at_once_share_one_server_and_the_last_stops_it(var: Path) -> None:
    both = [_start(var), _start(var)]
    said = {process.communicate(timeout=90)[0].strip() for process in both}
    assert [process.returncode for process in both] == [0, 0]
    assert len(said) == 1
    found = place.read(var)
    assert found is not None
    assert said == {f"42 {found.sockets}"}
    assert not postgres.running(found)
    assert not valkey.running(found)


def test_a_deep_folder_works_and_keeps_its_data(var: Path) -> None:
    deep = var / ("deep-" + "x" * 90) / ("er-" + "y" * 90)
    found = use_postgres(deep)
    try:
        assert len(found.sockets) < 80
        with psycopg.connect(postgres.url(found)) as connection:
            connection.execute("CREATE TABLE kept (n int)")
    finally:
        leave(deep)
    assert not postgres.running(found)
    again = use_postgres(deep)
    try:
        with psycopg.connect(postgres.url(again)) as connection:
            assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)
    finally:
        leave(deep)


def test_nobody_else_can_look_in(var: Path) -> None:
    found = use_valkey(var)
    try:
        assert place.state_file(var).stat().st_mode & 0o077 == 0
        assert Path(found.sockets).stat().st_mode & 0o077 == 0
        assert Path(found.home).stat().st_mode & 0o077 == 0
        assert valkey.broker_url(found) == f"redis+socket://{found.sockets}/valkey.sock?virtual_host=0"
    finally:
        leave(var)


def test_a_wrong_password_is_refused(var: Path) -> None:
    found = use_postgres(var)
    try:
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(postgres.url(found).replace(found.password, "guess"))
    finally:
        leave(var)


def test_a_damaged_record_is_made_anew(var: Path) -> None:
    place.state_file(var).parent.mkdir(parents=True)
    place.state_file(var).write_text('{"var": ')
    assert place.read(var) is None


def test_a_record_copied_with_its_folder_counts_for_nothing(var: Path) -> None:
    made = place.make(var / "one")
    copy = place.state_file(var / "two")
    copy.parent.mkdir(parents=True)
    copy.write_text(place.state_file(var / "one").read_text())
    assert place.read(var / "two") is None
    assert place.read(var / "one") == made


@pytest.mark.usefixtures("strict_umask")
def test_the_folder_above_the_engines_of_root_may_be_entered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place, "ROOT_HOME", tmp_path / "lib" / "ringtrace")
    home = place._root_home()
    assert home.parent == tmp_path / "lib" / "ringtrace"
    assert (home.parent.stat().st_mode & 0o777, home.stat().st_mode & 0o777) == (0o711, 0o700)


@pytest.mark.usefixtures("strict_umask")
def test_a_copy_for_the_account_can_be_read_and_run_by_it(tmp_path: Path) -> None:
    wheel = tmp_path / "wheel"
    (wheel / "bin").mkdir(parents=True)
    (wheel / "bin" / "server").write_text("")
    (wheel / "bin" / "server").chmod(0o700)
    (wheel / "share").write_text("")
    (wheel / "link").symlink_to("share")
    copy = place.copy_for_account(wheel, tmp_path / "copy")
    modes = {path.name: path.stat().st_mode & 0o777 for path in (copy, *copy.rglob("*"))}
    assert modes == {"copy": 0o755, "bin": 0o755, "server": 0o755, "share": 0o644, "link": 0o644}
    assert (copy / "link").is_symlink()
    assert (wheel / "share").stat().st_mode & 0o777 == 0o600


def test_servers_of_a_removed_folder_are_stopped_and_no_new_ones_made(var: Path) -> None:
    state = var / "state"
    found = use_postgres(state)
    use_valkey(state)
    pid = int((Path(found.sockets) / f"{postgres.SOCKET}.lock").read_text().split()[0])
    shutil.rmtree(state)
    try:
        leave(state)
        assert not state.exists()
        assert not valkey.running(found)
        deadline = time.monotonic() + 10
        while _alive(pid) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not _alive(pid)
    finally:
        shutil.rmtree(found.home, ignore_errors=True)
        shutil.rmtree(found.sockets, ignore_errors=True)


def test_postgres_without_files_is_ended_by_the_lock_beside_its_socket(var: Path) -> None:
    found = use_postgres(var)
    pid = int((Path(found.sockets) / f"{postgres.SOCKET}.lock").read_text().split()[0])
    shutil.rmtree(Path(found.home) / "postgres")
    leave(var)
    deadline = time.monotonic() + 10
    while _alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _alive(pid)


def _alive(pid: int) -> bool:
    """Whether the process runs; one that ended and waits for its parent does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
