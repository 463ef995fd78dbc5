"""How an account wants channels and journeys: keeping it, and applying it to visits that are past."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F

from attribution.models import AttributionSettings, JourneyStep, Match, Visit
from attribution.visits.arrival import UTM, Arrival, read
from attribution.visits.channels import channel
from attribution.visits.preferences import forget
from attribution.visits.staleness import mark_every_day
from compliance.audit.chain import record
from compliance.dispatch import enqueue
from compliance.tenancy import require_account_id

JOURNEYS = ("journey_days", "half_life_days", "reset_after_conversion")
READING = ("channel_rules", "source_categories", "no_touch_hosts")
BATCH = 2000


def current() -> AttributionSettings:
    """The account's settings; the defaults, unsaved, where it never changed any."""
    return AttributionSettings.objects.first() or AttributionSettings(account_id=require_account_id())


def save_settings(values: Mapping[str, Any]) -> list[str]:
    """Keeps the values of JOURNEYS and READING that are given; names of those that changed.

    Other journeys change the credit of every day, so all days are summed up anew. Raises ValidationError.
    """
    with transaction.atomic():
        AttributionSettings.objects.select_for_update().first()
        row = current()
        changed = [
            name for name in (*JOURNEYS, *READING) if name in values and getattr(row, name) != values[name]
        ]
        if not changed:
            return []
        former = row.journey_days
        for name in changed:
            setattr(row, name, values[name])
        row.full_clean()
        row.save()
        record("attribution.settings_changed", row, fields=changed)
        if set(changed) & set(JOURNEYS):
            mark_every_day(former, row.journey_days)
        transaction.on_commit(forget)
    return changed


def apply_to_past() -> int:
    """Gives all visits of the web their channels anew, in the background; how many there are."""
    count = Visit.objects.filter(kind=Visit.Kind.WEB).count()
    record("attribution.channels_applied", visits=count)
    if count:
        enqueue("attribution.rechannel", 0, queue="io")
    return count


def rechannel(after: int) -> int:
    """Gives the next visits with an id above `after` their channels and sends for the rest; how many changed."""
    visits = list(Visit.objects.filter(kind=Visit.Kind.WEB, pk__gt=after).order_by("pk")[:BATCH])
    forget()
    changed: dict[str, list[int]] = {}
    for visit in visits:
        if not (visit.consent.get("analytics") or visit.click_ids or visit.user_agent):
            # Kept without consent: what its channel was read from is not there any more.
            continue
        name = channel_of(visit)
        if name != visit.channel:
            changed.setdefault(name, []).append(visit.pk)
    ids = [pk for some in changed.values() for pk in some]
    with transaction.atomic():
        for name, some in changed.items():
            Visit.objects.filter(pk__in=some).update(channel=name)
        # The index of calls, which has the channel, follows the matches.
        journeys = JourneyStep.objects.filter(visit__in=ids).values("match")
        Match.objects.filter(pk__in=journeys).update(probability=F("probability"))
    if len(visits) == BATCH:
        enqueue("attribution.rechannel", visits[-1].pk, queue="io")
    return len(ids)


def channel_of(visit: Visit) -> str:
    """The channel a stored visit of the web has by the rules of now."""
    host = read(visit.landing_page_url, visit.referring_url).referrer_host
    utm = {name: value for name in UTM if (value := getattr(visit, name))}
    return channel(Arrival(utm, visit.click_ids, host))
