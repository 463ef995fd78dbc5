"""Devices by their user agents."""

import pytest

from attribution.visits.device import device


@pytest.mark.parametrize(
    ("agent", "kind"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148 Safari/604.1", "mobile"),
        ("Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/142.0 Mobile Safari/537.36", "mobile"),
        ("Mozilla/5.0 (Linux; Android 14; SM-X910) Chrome/142.0 Safari/537.36", "tablet"),
        ("Mozilla/5.0 (iPad; CPU OS 12_0 like Mac OS X) Mobile/15A5341f Safari/604.1", "tablet"),
        ("Mozilla/5.0 (Linux; Android 9; KFMAWI) Silk/100 like Chrome/100 Safari/537.36", "tablet"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/142.0 Safari/537.36", "desktop"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15", "desktop"),
        ("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) Chrome/142.0 Safari/537.36", "desktop"),
        ("Opera/9.80 (J2ME/MIDP; Opera Mini/7.1)", "mobile"),
        ("", "unknown"),
        ("SmartTV/1.0", "unknown"),
    ],
)
def test_devices(agent: str, kind: str) -> None:
    assert device(agent) == kind


def test_a_macintosh_that_takes_fingers_is_a_tablet() -> None:
    agent = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15"
    assert device(agent, touch=True) == "tablet"
    assert device("Mozilla/5.0 (Windows NT 10.0)", touch=True) == "desktop"
