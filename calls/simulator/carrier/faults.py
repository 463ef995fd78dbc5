"""What can go wrong between a carrier and us, selectable per call."""

from dataclasses import dataclass
from enum import StrEnum


class MediaFault(StrEnum):
    """How the recording's address misbehaves."""

    NONE = "none"
    LATE = "late"
    MISSING = "missing"
    NOT_AUDIO = "not_audio"
    CUT_OFF = "cut_off"
    SLOW = "slow"
    HUGE = "huge"
    PRIVATE = "private"
    REDIRECT = "redirect"


@dataclass(frozen=True, slots=True)
class Faults:
    """`duplicate`: status messages are sent twice; `out_of_order`: their order is shuffled; `late`: they come that
    many seconds late; `forged`: an unsigned copy precedes each; `truncated`: a copy without its main field follows;
    `absent`: the carrier made no recording; `media`: see MediaFault."""

    duplicate: bool = False
    out_of_order: bool = False
    late: float = 0.0
    forged: bool = False
    truncated: bool = False
    absent: bool = False
    media: MediaFault = MediaFault.NONE


NO_FAULTS = Faults()
