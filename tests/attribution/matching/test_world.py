"""A made-up world played on the real database: same numbers, same candidates, same probabilities as on paper."""

import uuid
from datetime import datetime, timedelta
from operator import itemgetter

import pytest
from django.utils import timezone

from attribution.dni.leases import acquire_leases, extend_leases
from attribution.matching.stage import MatchVisits
from attribution.models import IdentityLink, Match, NumberPool, PoolNumber, Shortage, Touchpoint, Visit
from attribution.visits.services import Seen
from calls.models import Call, PhoneNumber
from compliance.models import Account
from config.simulation.arrivals import DAY, Rung, Shown, Traffic, World
from config.simulation.arrivals_draw import draw_world
from config.simulation.arrivals_facts import Judged, Observer
from tests.attribution.matching.rows import see
from tests.factories.telephony import ConnectionFactory, PhoneNumberFactory
from tests.factories.visits import TARGET, PoolFactory, fill

TRAFFIC = Traffic(
    load=0.9, numbers=6, days=3, calls=0.2, office=0.0, switchboard=0.0, repeats=0.4, region_known=0.5
)
BEGIN = timezone.now() - timedelta(days=4)


def moment(seconds: float) -> datetime:
    return BEGIN + timedelta(seconds=seconds)


class Stage:
    """The database on which a world is played."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.pool: NumberPool = PoolFactory()
        numbers = fill(self.pool, world.traffic.numbers, ConnectionFactory())
        self.numbers = [PhoneNumber.objects.get(number=number) for number in numbers]
        for n, number in enumerate(self.numbers):
            free_at = BEGIN - timedelta(hours=100 - n)
            PoolNumber.objects.filter(phone_number=number).update(free_at=free_at)
        self.numbers.append(PhoneNumberFactory(connection=None, destination=None))
        self.keys: dict[int, uuid.UUID] = {}
        self.seen: dict[int, Seen] = {}

    def play(self) -> None:
        """Every sign of life, in order; each visit must be shown the number it has on paper."""
        signs = [(at, one) for one in self.world.shown for at in one.signs]
        for at, one in sorted(signs, key=itemgetter(0)):
            if one.visit_id not in self.seen:
                self._begin(one)
            else:
                kind = Touchpoint.Kind.TEL_CLICK if at in one.clicks else "beat"
                again = see(moment(at), self.keys[one.visitor_id], kind=kind)
                assert again.pk == self.seen[one.visit_id].pk
                extend_leases(again, moment(at))

    def _begin(self, one: Shown) -> None:
        at = moment(one.at)
        visit = see(at, self.keys.get(one.visitor_id))
        self.keys[one.visitor_id] = visit.visitor_key
        self.seen[one.visit_id] = visit
        held = acquire_leases(visit, [TARGET], at)
        if one.shared:
            assert held == {}
            Shortage.objects.create(pool=self.pool, visit_id=visit.pk, phone_number=self.numbers[-1], at=at)
        else:
            assert held[TARGET].number == self.numbers[one.number].number
        if one.region is not None:
            Visit.objects.filter(pk=visit.pk).update(custom={"region": f"R{one.region}"})

    def ring(self, n: int, rung: Rung) -> Call:
        """The call, matched."""
        call = Call.objects.create(
            source="twilio",
            external_id=f"CA{n}",
            start_time=moment(rung.at),
            phone_number=self.numbers[rung.number],
            tracking_phone_number=self.numbers[rung.number].number,
            customer_phone_number=rung.phone,
            customer_state="" if rung.region is None else f"R{rung.region}",
        )
        assert MatchVisits().reason_to_skip(call) in ("", "the number was never shown to a visitor")
        MatchVisits().run(call)
        return call


@pytest.fixture
def stage(account: Account) -> Stage:
    made = Stage(draw_world(TRAFFIC, 11))
    made.play()
    return made


def test_the_database_says_what_the_paper_says(stage: Stage) -> None:
    judged = list(Observer(stage.world).judge())
    assert len(stage.world.shown) > 200
    assert len(judged) > 50
    kinds: set[str] = set()
    for n, one in enumerate(judged):
        call = stage.ring(n, one.rung)
        kinds |= _compare(stage, call, one)
    assert kinds == {
        "tel_click",
        "number_on_show",
        "number_shown_before",
        "shared_number",
        "returning_caller",
    }
    assert IdentityLink.objects.filter(source="call").exists()


def _compare(stage: Stage, call: Call, one: Judged) -> set[str]:
    matches = list(Match.objects.filter(call=call))
    expected = {stage.seen[row.visit_id].pk: row for row in one.verdict}
    assert {match.visit_id for match in matches} == set(expected)
    for match in matches:
        row = expected[match.visit_id]
        assert match.probability == pytest.approx(row.probability, abs=1e-5)
        assert match.evidence["kind"] == row.evidence["kind"]
        for fact in ("seconds_since_seen", "shown_to_others", "shown_to_others_since", "known_caller"):
            assert match.evidence.get(fact) == pytest.approx(row.evidence.get(fact), abs=0.11)
    assert sum(match.probability for match in matches) <= 1
    return {match.evidence["kind"] for match in matches}


def test_the_world_of_the_test_lies_in_the_past() -> None:
    assert BEGIN + timedelta(seconds=TRAFFIC.days * DAY) < timezone.now()
