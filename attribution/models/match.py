"""Which visit a call came from, with the doubt kept."""

from typing import ClassVar

from django.db import models

from attribution.models.visit import Visit
from calls.models import Call
from compliance.tenancy import AccountOwned


class Match(AccountOwned):
    """One candidate visit of one call. The probabilities of a call sum to at most 1; the rest is "no visit"."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="matches")
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="matches")
    probability = models.FloatField()
    evidence = models.JSONField(default=dict)
    version = models.CharField(max_length=40)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-probability", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["call", "visit"], name="one_match_per_call_and_visit"),
            models.CheckConstraint(
                condition=models.Q(probability__gte=0) & models.Q(probability__lte=1),
                name="match_probability_in_unit",
            ),
        ]

    def __str__(self) -> str:
        return f"call {self.call_id} from visit {self.visit_id}: {self.probability:.2f}"


class JourneyStep(AccountOwned):
    """One visit of the journey that one candidate of an inbound call stands for: the person's visits up to 90 days before
    the call, the newest 500. Written by a trigger with the match; rules look at those within the account's window.

    `back`: 1 for the newest visit; `touches`: how many there are. `at`: start of the call. A visit that becomes known
    after the match joins its journey when the match is written again.
    """

    match = models.ForeignKey(Match, on_delete=models.CASCADE, related_name="steps")
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    probability = models.FloatField()
    back = models.PositiveSmallIntegerField()
    touches = models.PositiveSmallIntegerField()
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["match", "back"], name="one_journey_step_per_place")
        ]
        indexes: ClassVar = [models.Index(fields=["account", "at"], name="journey_steps_by_time")]

    def __str__(self) -> str:
        return f"{self.back} of {self.touches} for match {self.match_id}"
