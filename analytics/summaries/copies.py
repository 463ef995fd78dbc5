"""The words of calls that the search goes by."""

from analytics.models import CallIndex
from calls.models import Call
from calls.redaction.copies import Copies
from calls.redaction.marks import Masked


class SearchWords(Copies):
    """The search vector of the call: empty at once, and computed anew like every change of a transcript."""

    key = "search"

    def mask(self, call: Call, masked: Masked) -> int:
        """Takes the call out of the search until its index row is made anew."""
        return CallIndex.objects.filter(call=call).update(words=None)
