"""The stage that turns what is known about a call into conversions."""

import hashlib
import json

from attribution.conversions.ledger import settle
from attribution.conversions.verdicts import effective_verdicts
from attribution.models import ConversionRule, Match
from calls.models import Call
from calls.pipeline.stage import Stage


class Convert(Stage):
    """Brings the conversion ledger in line with the call; running it again with nothing new changes nothing."""

    key = "convert"
    version = "ledger-1"

    def reason_to_skip(self, call: Call) -> str:
        """Calls that the business made itself are no answer to advertising."""
        return "" if call.direction == Call.Direction.INBOUND else "only calls from customers convert"

    def input_hash(self, call: Call) -> str:
        """Of the verdicts, the best match, what is known of the call, and the rules."""
        rules = ConversionRule.objects.filter(active=True).order_by("pk")
        conditions = (
            "pk",
            "intents",
            "outcomes",
            "min_seconds",
            "min_probability",
            "value",
            "counts_in_roas",
        )
        named = [
            [self.key, self.version, call.pk, call.value, call.lead_status, call.duration],
            sorted((dimension, str(verdict)) for dimension, verdict in effective_verdicts(call).items()),
            list(Match.objects.filter(call=call).values_list("visit_id", "probability")[:1]),
            list(rules.values_list(*conditions)),
        ]
        return hashlib.sha256(json.dumps(named, default=str).encode()).hexdigest()

    def run(self, call: Call) -> None:
        """Settles the call's conversions and deliveries."""
        settle(call)
