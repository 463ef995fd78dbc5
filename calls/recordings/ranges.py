"""HTTP byte ranges (RFC 9110, section 14): one range of a body of known length."""

import re

ONE_RANGE = re.compile(r"bytes=(\d*)-(\d*)\Z")


class Unsatisfiable(ValueError):
    """The range lies outside the body."""


def read_range(header: str, length: int) -> tuple[int, int] | None:
    """First byte and one past the last; None where the header asks for no single byte range. Raises Unsatisfiable."""
    found = ONE_RANGE.match(header.strip())
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:
        start, stop = max(0, length - int(found[2])), length
    else:
        start = int(found[1])
        stop = min(length, int(found[2]) + 1) if found[2] else length
        if found[2] and int(found[2]) < start:
            return None
    if start >= stop:
        raise Unsatisfiable(header)
    return start, stop
