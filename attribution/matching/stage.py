"""The stage that ties a call to the visits it may have come from."""

from attribution.matching.services import VERSION, match_call, reason_not_to_match
from calls.models import Call
from calls.pipeline.stage import Stage


class MatchVisits(Stage):
    """Keeps every candidate with its probability; running it again replaces them."""

    key = "match"
    version = VERSION

    def reason_to_skip(self, call: Call) -> str:
        """Only a number that was shown to somebody, or that stands for a source, can tell a visit."""
        return reason_not_to_match(call)

    def run(self, call: Call) -> None:
        """Replaces the call's matches."""
        match_call(call)
