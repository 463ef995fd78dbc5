"""Contacts off the web from files: whole or not at all, once, and every bad row named."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from attribution.models import Identifier, JourneyStep, Match, Person, Touchpoint, Visit, Visitor
from attribution.people.known import by_email, by_phone, by_visitor
from attribution.people.services import link, person_of
from calls.models import Call
from compliance.models import Account, AuditEvent

HEAD = "id,at,source,medium,campaign,name,phone,email,crm_id,channel"
SHOW = "17,2026-03-01T10:00,home show,event,Spring,Stand 4,(415) 555-7001,ann@example.com,,"


def bring(tmp_path: Path, text: str, name: str = "contacts.csv", *more: str) -> None:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    call_command("import_touchpoints", str(file), *more)


def refused(tmp_path: Path, text: str, name: str = "contacts.csv") -> list[str]:
    with pytest.raises(CommandError) as caught:
        bring(tmp_path, text, name)
    assert caught.value.returncode == 2
    first, *rows = str(caught.value).split("\n")
    assert first == "nothing was imported:"
    assert not Visit.objects.exists()
    assert not Identifier.objects.exists()
    return [row.partition(f"{name}:")[2] for row in rows]


def test_a_contact_is_a_visit_of_its_person(account: Account, tmp_path: Path, capsys: Any) -> None:
    account.time_zone = "America/Los_Angeles"
    account.save()
    bring(tmp_path, f"{HEAD}\n{SHOW}\n18,2026-03-02,mailer,mailing,,,,ann@example.com,00Q1,Postcards\n")
    assert capsys.readouterr().out == "2 rows, 2 new, 0 already there\n"
    show, mailer = Visit.objects.order_by("started_at")
    assert (show.kind, show.channel, show.utm_source, show.utm_medium) == (
        "offline",
        "Offline number",
        "home show",
        "event",
    )
    assert (show.utm_campaign, show.custom, show.started_at) == (
        "Spring",
        {"name": "Stand 4"},
        datetime(2026, 3, 1, 18, tzinfo=UTC),
    )
    assert (mailer.channel, mailer.started_at) == ("Postcards", datetime(2026, 3, 2, 8, tzinfo=UTC))
    assert list(Touchpoint.objects.values_list("kind", flat=True)) == ["offline", "offline"]
    assert Person.objects.count() == 1
    assert person_of(by_phone("+14155557001")) == person_of(by_email("ann@example.com"))
    assert AuditEvent.objects.get().facts == {"rows": 2, "new": 2}


def test_the_same_again_changes_nothing(account: Account, tmp_path: Path, capsys: Any) -> None:
    for _ in range(2):
        bring(tmp_path, f"{HEAD}\n{SHOW}\n")
    assert capsys.readouterr().out.splitlines()[1] == "1 rows, 0 new, 1 already there"
    assert (Visit.objects.count(), Touchpoint.objects.count(), Visitor.objects.count()) == (1, 1, 1)
    assert AuditEvent.objects.count() == 1


def test_a_trial_stores_nothing(account: Account, tmp_path: Path, capsys: Any) -> None:
    bring(tmp_path, f"{HEAD}\n{SHOW}\n", "contacts.csv", "--dry-run")
    assert capsys.readouterr().out == "1 rows, 1 would be new, 0 already there\n"
    assert not Visitor.objects.exists()
    assert not AuditEvent.objects.exists()


def test_lines_of_json(account: Account, tmp_path: Path) -> None:
    row = {"id": 17, "at": "2026-03-01T10:00:00Z", "source": "fair", "phone": "+14155557001", "email": None}
    bring(tmp_path, json.dumps(row) + "\n\n", "contacts.jsonl")
    assert Visit.objects.get().started_at == datetime(2026, 3, 1, 10, tzinfo=UTC)


def test_it_joins_the_journey_of_the_person(account: Account, tmp_path: Path) -> None:
    at = datetime(2026, 3, 5, 9, tzinfo=UTC)
    visitor = Visitor.objects.create(first_seen=at, last_seen=at)
    visit = Visit.objects.create(visitor=visitor, started_at=at, last_seen=at, channel="Direct")
    call = Call.objects.create(source="import", external_id="1", start_time=at)
    Match.objects.create(call=call, visit=visit, probability=0.9, version="test")
    link(
        by_visitor(visitor.pk),
        by_phone("+14155557001"),
        source="call",
        reference="call:1",
        strength=0.95,
        at=at,
    )
    bring(tmp_path, f"{HEAD}\n{SHOW}\n")
    steps = JourneyStep.objects.order_by("back").values_list("visit__channel", flat=True)
    assert list(steps) == ["Direct", "Offline number"]


@pytest.mark.parametrize(
    ("row", "reasons"),
    [
        ("17,,fair,,,,+14155557001,,,", ["2: at: is empty"]),
        (",2026-03-01,fair,,,,+14155557001,,,", ["2: id: is empty"]),
        ("17,2026-03-01,,,,,+14155557001,,,", ["2: source: is empty"]),
        ("17,2026-03-01,fair,,,,,,,", ["2: phone: one of phone, email, crm_id is needed"]),
        ("17,2026-03-01,fair,,,,anonymous,,,", ["2: phone: names nobody"]),
        ("17,2026-03-01,fair,,,,,nobody,,", ["2: email: names nobody"]),
        ("17,2999-03-01,fair,,,,,a@b.example,,", ["2: at: no past time like 2026-11-21T14:30: '2999-03-01'"]),
        ("17,01/02/2026,fair,,,,,a@b.example,,", ["2: at: no past time like 2026-11-21T14:30: '01/02/2026'"]),
        ("17,0001-01-01,fair,,,,,a@b.example,,", ["2: at: no past time like 2026-11-21T14:30: '0001-01-01'"]),
        (
            f"17,2026-03-01,fair,,{'x' * 201},,,a@b.example,,",
            ["2: campaign: no text of at most 200 characters"],
        ),
        ("17,2026-03-01,fair", ["2: row: has more or fewer cells than the head"]),
        (
            "17,2026-03-01,a,,,,,a@b.example,,\n17,2026-03-02,b,,,,,a@b.example,,",
            ["3: id: the same as in row 2"],
        ),
    ],
)
def test_every_bad_row_is_named(account: Account, tmp_path: Path, row: str, reasons: list[str]) -> None:
    assert refused(tmp_path, f"{HEAD}\n{row}\n") == reasons


def test_bad_files_are_named(account: Account, tmp_path: Path) -> None:
    assert refused(tmp_path, "id,source,colour\n") == [
        "1: at: the column is missing",
        "1: colour: no such column is known",
    ]
    assert refused(tmp_path, "[1]\nnull\n{", "a.jsonl") == [f"{n}: row: is no JSON object" for n in (1, 2, 3)]
    assert refused(tmp_path, '{"id": "1", "colour": 2}', "a.jsonl") == ["1: colour: no such field is known"]
    with pytest.raises(CommandError, match=r"gone.csv: No such file"):
        call_command("import_touchpoints", str(tmp_path / "gone.csv"))
