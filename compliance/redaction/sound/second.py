"""A second opinion: what another recogniser hears around payments and the like is silenced as well.

Two models rarely miss the same digit, and their times err to different sides.
"""

from __future__ import annotations

from collections.abc import Sequence

from compliance.redaction.sound.intervals import number_mute
from compliance.redaction.sound.muting import Mute
from compliance.redaction.sound.recorded import CallSound
from compliance.redaction.sound.spoken import SpokenNumber, numbers
from compliance.redaction.sound.verification import Listener, Place

SHORTEST_INSIDE = 2
SHORTEST_AROUND = 3


def heard_besides(
    sound: CallSound, places: Sequence[Place], kept: Sequence[SpokenNumber], listener: Listener
) -> list[Mute]:
    """Silence for the numbers `listener` hears in and around the strict ones of `places`; nothing is heard elsewhere.

    Numbers around a place that were `kept` on purpose stay.
    """
    strict = [place for place in places if place.strict]
    found = []
    for number in numbers(listener(sound.samples, [place.stretch for place in strict])) if strict else ():
        inside = any(number.overlaps(place.start, place.end) for place in strict)
        wanted = any(number.speaker == one.speaker and number.overlaps(one.start, one.end) for one in kept)
        if number.count >= (SHORTEST_INSIDE if inside else SHORTEST_AROUND) and (inside or not wanted):
            found.append(number_mute(sound, number.speaker, number.start, number.end, both=inside))
    return found
