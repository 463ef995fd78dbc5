"""What the counted words mean, once for every page, report and API answer. All are conditions on `CallIndex` rows."""

from django.db.models import Q

from calls.models import Call

# Values of filters and of groups that are no value of a column.
NONE = "(none)"
UNSURE_KEY = "unsure"
BUYING = ("book_appointment", "request_quote", "purchase")
WON = ("appointment_booked", "sale_made")
SHORT_ABANDON_SECONDS = 5

INBOUND = Q(direction=Call.Direction.INBOUND)
SPAM = Q(intent="spam", intent_unsure=False)
# Calls that statistics are about: from customers, and no spam.
OFFERED = INBOUND & ~SPAM
# By a person; voicemail is not answered.
ANSWERED = Q(answered=True) & ~Q(voicemail=True)
MISSED = Q(answered=False) | Q(voicemail=True)
SHORT_ABANDON = Q(answered=False, duration__lt=SHORT_ABANDON_SECONDS)
# A person's word decides; without one, whoever surely wanted to buy or book.
LEAD = Q(lead_status=Call.LeadStatus.GOOD) | (
    Q(lead_status=Call.LeadStatus.UNKNOWN, intent__in=BUYING, intent_unsure=False)
    & ~Q(outcome="not_a_lead", outcome_unsure=False)
)
OUTCOME_KNOWN = ~Q(outcome="") & Q(outcome_unsure=False)
CLOSED = Q(outcome__in=WON, outcome_unsure=False)
CONVERTED = Q(conversions__gt=0)
# Where there were words to score.
SCORABLE = ANSWERED & Q(transcribed=True)
SCORED = Q(scored=True)
UNSURE = Q(intent_unsure=True) | Q(outcome_unsure=True)
