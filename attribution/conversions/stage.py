"""The stage that turns what is known about a call into conversions."""

from attribution.conversions.ledger import settle
from calls.models import Call
from calls.pipeline.stage import Stage


class Convert(Stage):
    """Brings the conversion ledger in line with the call; running it again with nothing new changes nothing."""

    key = "convert"
    version = "ledger-1"

    def reason_to_skip(self, call: Call) -> str:
        """Calls that the business made itself are no answer to advertising."""
        return "" if call.direction == Call.Direction.INBOUND else "only calls from customers convert"

    def run(self, call: Call) -> None:
        """Settles the call's conversions and deliveries."""
        settle(call)
