"""Ids of origins: the combinations of everything a touch is broken down by."""

import json
from collections.abc import Collection
from hashlib import md5

from attribution.models import Origin
from attribution.rollups.facts import Origins
from compliance.tenancy import require_account_id


def origin_ids(origins: Collection[Origins]) -> dict[Origins, int]:
    """The id of each; those that are new get their row."""
    digests = {origin: _digest(origin) for origin in origins}
    known = _known(digests.values())
    missing = {digest: origin for origin, digest in digests.items() if digest not in known}
    if missing:
        account = require_account_id()
        Origin.objects.bulk_create(
            [
                Origin(account_id=account, digest=digest, **origin._asdict())
                for digest, origin in missing.items()
            ],
            ignore_conflicts=True,
        )
        known |= _known(missing)
    return {origin: known[digest] for origin, digest in digests.items()}


def _known(digests: Collection[str]) -> dict[str, int]:
    return dict(Origin.objects.filter(digest__in=list(digests)).values_list("digest", "pk"))


def _digest(origin: Origins) -> str:
    return md5(json.dumps(origin).encode(), usedforsecurity=False).hexdigest()
