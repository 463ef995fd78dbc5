"""Secrets that make themselves: from the environment, else a private file under `var/secrets`."""

import os
import secrets
from pathlib import Path

from config import env


def secret(name: str, var: Path) -> str:
    """The variable `name`, or a random value made once and kept in a file only its owner can read.

    Two processes that start at once agree on one value: the file is linked into place complete, first one wins.
    """
    given = env.text(name)
    if given:
        return given
    file = var / "secrets" / name.lower()
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_once(file)
    return file.read_text()


def _write_once(file: Path) -> None:
    temporary = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as output:
        output.write(secrets.token_urlsafe(48))
    try:
        os.link(temporary, file)
    except FileExistsError:
        return
    finally:
        temporary.unlink()
