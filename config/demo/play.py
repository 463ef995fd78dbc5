"""One day from the first visitor to the last delivery, and whether it went as it should."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from tqdm import tqdm

from attribution.costs.services import import_costs
from attribution.costs.sources.csv import CsvCosts
from attribution.models import Delivery
from calls.models import Call
from calls.simulator.library import recordings
from compliance.leakcheck.services import check
from compliance.tenancy import use_account
from config.demo import watch
from config.demo.business import GOOGLE, META, WEBHOOK, Business, Outside, open_business
from config.demo.campaigns import write_costs
from config.demo.day import Background, Day, Placed
from config.demo.expectations import compare
from config.demo.world import World
from config.engines import place

LONGEST_SECONDS = 900.0
LOOK_SECONDS = 0.5
CARD = "CARD_NUMBER"
CONNECTIONS = {GOOGLE: "google", META: "meta", WEBHOOK: "webhook"}


@dataclass
class Played:
    """What happened, what keeps it from being a clean end, and what does not although it is no success."""

    business: Business
    placed: list[Placed]
    visitors: int
    seconds: float
    received: dict[str, int]
    leaks: int
    problems: list[str] = field(default_factory=list)
    tolerated: list[str] = field(default_factory=list)


def play(world: World, count: int, seed: int) -> Played:
    """Plays `count` calls and waits until the product is done with them, showing a progress bar."""
    started = time.monotonic()
    scripts = recordings()
    business = open_business(
        _slug(),
        world.media.account_sid,
        world.media.auth_token,
        Outside(world.media.base_url, world.sandbox_url),
        sorted({script.agent_name for script in scripts if script.agent_name}),
    )
    _costs(business)
    day = Day(
        world.product_url, business.account.site_key, business.office, world.media, scripts, count, seed
    )
    background = Background(day)
    background.start()
    _watch(world, business, background, count)
    if background.error is not None:
        raise background.error
    received = {name: world.received(key) for name, key in CONNECTIONS.items()}
    leaks = check(_folders(), _cards(day.placed), world.product.environment["BROKER_URL"])
    played = Played(
        business, day.placed, day.visitors, time.monotonic() - started, received, sum(leaks.values())
    )
    due, played.tolerated = compare(business, day.placed, received)
    played.problems = [*_unfinished(business, day.placed), *_undelivered(business, received), *due]
    played.problems += [f"card digits in {where}" for where in leaks]
    return played


def _slug() -> str:
    return f"northwind-{timezone.now():%Y%m%d-%H%M%S}"


def _costs(business: Business) -> None:
    file = Path(settings.VAR_DIR) / "demo" / "costs.csv"
    file.parent.mkdir(parents=True, exist_ok=True)
    day = timezone.localtime(timezone=ZoneInfo(business.account.time_zone)).date()
    write_costs(file, day)
    with use_account(business.account.pk):
        import_costs(CsvCosts(), file)


def _watch(world: World, business: Business, background: Background, count: int) -> None:
    deadline = time.monotonic() + LONGEST_SECONDS
    with tqdm(total=count, unit="call", desc="calls processed", dynamic_ncols=True) as bar:
        while time.monotonic() < deadline:
            sids = [one.sid for one in background.day.placed]
            now = watch.progress(business.account.pk, sids)
            bar.n = now.ended
            bar.set_postfix_str(
                f"{len(sids)} placed, {now.stages_done} stages, {now.deliveries_final} deliveries"
            )
            if not background.is_alive() and (now.complete or background.error is not None):
                return
            world.product.check()
            time.sleep(LOOK_SECONDS)


def _folders() -> list[Path]:
    """All that is on disk: state, and the embedded engines' files, which root keeps elsewhere."""
    var = Path(settings.VAR_DIR)
    engines = place.read(var)
    return [var, *([Path(engines.home)] if engines and not Path(engines.home).is_relative_to(var) else [])]


def _cards(placed: Sequence[Placed]) -> list[str]:
    """Card numbers spoken in the day's calls, as digits; spoken words are put into digits by the check itself."""
    return [one.script.said(item) for one in placed for item in one.script.pii if item.type == CARD]


def _unfinished(business: Business, placed: Sequence[Placed]) -> list[str]:
    with use_account(business.account.pk):
        done = {
            call.external_id: call
            for call in Call.objects.filter(external_id__in=[one.sid for one in placed])
        }
        problems = [f"call {one.script.id} never arrived" for one in placed if one.sid not in done]
        for one in placed:
            call = done.get(one.sid)
            if call is not None and call.processing != Call.Processing.DONE:
                failed = call.stage_runs.filter(status="failed").first()
                reason = f"{failed.key}: {failed.reason}" if failed else call.get_processing_display()
                problems.append(f"call {one.script.id} did not reach its end: {reason}")
    return problems


def _undelivered(business: Business, received: dict[str, int]) -> list[str]:
    states = watch.delivery_states(business.account.pk)
    bad = (Delivery.State.FAILED, Delivery.State.EXPIRED, Delivery.State.PENDING, Delivery.State.SENDING)
    problems = [
        f"{counter[state]} deliveries to {name} are {state}"
        for name, counter in states.items()
        for state in bad
        if counter[state]
    ]
    for name, counter in states.items():
        accepted = counter[Delivery.State.ACCEPTED]
        if received.get(name, 0) != accepted:
            problems.append(
                f"{name}: {accepted} deliveries count as accepted, the sandbox holds {received.get(name, 0)}"
            )
    if not states:
        problems.append("no conversion was delivered to anybody")
    return problems
