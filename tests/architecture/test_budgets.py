"""Sizes that keep files and functions readable."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("config", "compliance", "calls", "attribution", "analytics")
FILE_LINES, FUNCTION_LINES = 400, 60


def sources() -> Iterator[Path]:
    """Our own modules, without migrations."""
    for app in APPS:
        yield from (path for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)


def test_no_file_is_too_long() -> None:
    long = {str(path): n for path in sources() if (n := len(path.read_text().splitlines())) > FILE_LINES}
    assert long == {}


def test_no_function_is_too_long() -> None:
    long = {}
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                lines = node.end_lineno - node.lineno + 1
                if lines > FUNCTION_LINES:
                    long[f"{path}:{node.name}"] = lines
    assert long == {}
