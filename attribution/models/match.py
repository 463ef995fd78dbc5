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
