"""What the README tells a new owner to do, as commands."""

import pytest
from django.core.management import CommandError, call_command

from attribution.models import ConversionRule, NumberPool
from calls.models import PhoneNumber, TelephonyConnection
from compliance.models import Account, Membership
from compliance.tenancy import use_account

pytestmark = pytest.mark.django_db


def _account() -> Account:
    call_command("create_account", "My business", "--owner", "me@example.com", "--time-zone", "Europe/Berlin")
    return Account.objects.get()


def test_a_new_account_has_an_owner_and_rules(capsys: pytest.CaptureFixture[str]) -> None:
    account = _account()
    assert "/login/" in capsys.readouterr().out
    assert (account.slug, account.time_zone) == ("my-business", "Europe/Berlin")
    assert Membership.objects.get().role == "owner"
    with use_account(account.pk):
        assert set(ConversionRule.objects.values_list("key", flat=True)) == {
            "qualified_call",
            "appointment_booked",
            "sale",
        }


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["A", "--owner", "nobody"], "valid email"),
        (["A", "--owner", "a@b.co", "--time-zone", "Mars"], "Mars is no time zone"),
    ],
)
def test_bad_input_makes_nothing(arguments: list[str], error: str) -> None:
    with pytest.raises(CommandError, match=error):
        call_command("create_account", *arguments)
    assert not Account.objects.exists()


def test_numbers_are_connected_and_pooled(capsys: pytest.CaptureFixture[str]) -> None:
    account = _account()
    numbers = ["(415) 555-0101", "+14155550102"]
    options = [word for number in numbers for word in ("--number", number)]
    call_command(
        "connect_carrier",
        "twilio",
        "--external-id",
        "AC1",
        "--auth-token",
        "secret",
        "--ring",
        "+14155550100",
        *options,
    )
    assert "voice webhook: http://testserver/telephony/twilio/incoming" in capsys.readouterr().out
    call_command("create_pool", "+14155550199")
    with use_account(account.pk):
        assert TelephonyConnection.objects.get().secrets == {"auth_token": "secret"}
        assert set(PhoneNumber.objects.values_list("number", flat=True)) == {"+14155550101", "+14155550102"}
        assert NumberPool.objects.get().numbers.count() == 2
    with pytest.raises(CommandError, match="connected already"):
        call_command(
            "connect_carrier", "twilio", "--external-id", "AC1", "--auth-token", "x", "--ring", "+14155550100"
        )
    with pytest.raises(CommandError, match="--ring: no phone number"):
        call_command(
            "connect_carrier", "twilio", "--external-id", "AC2", "--auth-token", "x", "--ring", "nobody"
        )
