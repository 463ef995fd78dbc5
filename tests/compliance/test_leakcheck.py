"""The leak check finds card numbers in every form and place, and nothing else."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from calls.models import Call, Transcript, Turn
from compliance.leakcheck.digits import finds, windows
from compliance.leakcheck.services import check
from compliance.models import Account

CARD = "4111111111111111"
KNOWN = windows([CARD])


@pytest.mark.parametrize(
    "text",
    [
        CARD,
        "4111 1111 1111 1111",
        "4-1-1-1-1-1-1-1",
        "four one one one one one one one",
        "it is 41, 11, 11. 11 okay",
        "5555555555554444",
        "3782 822463 10005",
    ],
)
def test_card_numbers_are_found(text: str) -> None:
    assert finds(text, KNOWN)


@pytest.mark.parametrize(
    "text",
    [
        "+14155550123",
        "129 dollars in 2026",
        "4111 is the code, 1111 the other",
        "5555555555554445",
        "[CARD_1]",
        "",
        "4111 11 [CARD_1] 11 11",
        "incoming:CA5555555555554444ab3782822463100050",
    ],
)
def test_other_numbers_are_not(text: str) -> None:
    assert not finds(text, KNOWN)


def _transcript(text: str, words: list) -> None:
    call = Call.objects.create(source="import", external_id=text[:20], start_time="2026-11-21T10:00Z")
    transcript = Transcript.objects.create(
        call=call, backend="x", model="x", redaction_version="1", seconds=1, channels=2
    )
    Turn.objects.create(
        transcript=transcript, position=0, speaker="caller", start=0, end=1, text=text, words=words
    )


def test_the_place_is_named_and_the_digits_are_not(
    account: Account, tmp_path: Path, capsys, settings
) -> None:
    settings.VAR_DIR = tmp_path
    settings.CELERY_BROKER_URL = settings.ENGINE_HOME = ""
    (tmp_path / "web.log").write_text("paid with 4111111111111111 today")
    _transcript("clean", [["4", 1.0, 1.1, 0.9], ["1", 1.1, 1.2, 0.9], *[["1", 1.2, 1.3, 0.9]] * 14])
    assert dict(check([tmp_path], [CARD], "")) == {"database:calls_turn.words": 1, "files:web.log": 1}
    with pytest.raises(CommandError, match="card digits in 2 places"):
        call_command("leakcheck", "--canary", CARD)
    assert "4111" not in capsys.readouterr().out


def test_nothing_found_says_so(account: Account, tmp_path: Path, capsys, settings) -> None:
    settings.VAR_DIR = tmp_path
    settings.CELERY_BROKER_URL = settings.ENGINE_HOME = ""
    _transcript("the number is [CARD_1]", [["[CARD_1]", 1.0, 2.0, 0.9]])
    call_command("leakcheck", "--canary", CARD)
    assert capsys.readouterr().out == "0 card digits in database, broker, logs, files\n"


@pytest.mark.parametrize(
    "said", ["4111 1111 1111 1111", "4, 1, 1, 1, 1, 1, 1, 1", "four one one one one one one one"]
)
def test_logs_are_read_in_every_spelling(account: Account, tmp_path: Path, said: str) -> None:
    (tmp_path / "worker.log").write_text(f"caller: it is {said} thanks")
    assert dict(check([tmp_path], [CARD], "")) == {"files:worker.log": 1}


def test_every_folder_is_read(account: Account, tmp_path: Path) -> None:
    for name in ("var", "home"):
        (tmp_path / name).mkdir()
    (tmp_path / "home" / "base").write_bytes(b"\x00\x01" + CARD.encode() + b"\x00")
    assert dict(check([tmp_path / "var", tmp_path / "home"], [CARD], "")) == {"files:base": 1}
