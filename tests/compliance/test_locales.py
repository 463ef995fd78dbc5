"""Numbers and money as the account's country writes them."""

import pytest

from compliance.locales import enter_country, locale_of
from config.templatetags.display import amount, money, percent, percent_fine, times, whole


@pytest.fixture(autouse=True)
def _default() -> object:
    yield
    enter_country("")


@pytest.mark.parametrize(
    ("country", "locale"),
    [("US", "en_US"), ("DE", "de_DE"), ("IN", "en_IN"), ("CA", "en_CA"), ("XX", "en_US"), ("", "en_US")],
)
def test_the_locale_of_a_country(country: str, locale: str) -> None:
    assert locale_of(country) == locale


def test_the_default_is_american() -> None:
    enter_country("US")
    assert (money(1234.5, "USD"), money(99.5, "USD"), money(-5, "USD")) == ("$1,234", "$99.50", "−$5")
    assert (percent(0.9), percent_fine(0.8235), times(2.44)) == ("90%", "82.4%", "2.4×")
    assert (amount(12345.0), amount(1.84), whole(1234567)) == ("12,345", "1.8", "1,234,567")
    assert (money(None), percent(None), times(None), amount(None), whole(None)) == ("–",) * 5


def test_germany_writes_otherwise() -> None:
    enter_country("DE")
    assert money(1234.5, "EUR") == "1.234\N{NO-BREAK SPACE}€"
    assert percent_fine(0.8235) == "82,4\N{NO-BREAK SPACE}%"
    assert (times(2.44), whole(1234567)) == ("2,4×", "1.234.567")
