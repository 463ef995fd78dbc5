"""Quality scores given by the machine."""

from typing import ClassVar

from django.db import models

from calls.models import Call
from compliance.tenancy import AccountOwned


class Evaluation(AccountOwned):
    """The machine's scorecard of one call; `score` 0..100, null when no question applied."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="evaluations")
    scorecard = models.CharField(max_length=60)
    version = models.CharField(max_length=40)
    score = models.FloatField(null=True, blank=True)
    critical_failed = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["call", "scorecard", "version"], name="one_evaluation_per_scorecard_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scorecard} of call {self.call_id}: {self.score}"


class Answer(AccountOwned):
    """One question's machine answer, with the turn that shows it."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="answers")
    question = models.CharField(max_length=60)
    text = models.CharField(max_length=200)
    answer = models.CharField(max_length=40)
    confidence = models.FloatField()
    points = models.FloatField(null=True, blank=True)
    evidence = models.JSONField(default=list, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["evaluation", "question"], name="one_answer_per_question")
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.answer}"
