"""The stage that fills in the scorecard."""

from django.db import transaction

from analytics.conversation.stages.classify import evidence_row
from analytics.models import Answer, Evaluation
from analytics.qa.answers import VERSION, answer_scorecard
from analytics.qa.points import score_answers
from analytics.qa.scorecard import DEFAULT_SCORECARD
from calls.models import Call
from calls.pipeline.stage import Stage
from calls.transcription.rows import dialogue


def _sure_labels(call: Call) -> tuple[str, ...]:
    """What the call is known to be: a voicemail or a spam call is asked other questions than a sale."""
    return tuple(call.outcomes.filter(abstained=False).values_list("label", flat=True))


class Score(Stage):
    """Answers every question of the default scorecard; running it again replaces the machine's answers."""

    key = "score"
    version = VERSION
    purpose = "analyse"
    needs = ("transcribe", "classify")

    def reason_to_skip(self, call: Call) -> str:
        """Only conversations with an agent are scored."""
        return "" if call.answered else "nobody answered"

    def run(self, call: Call) -> None:
        """Stores one Evaluation with its answers."""
        answers = answer_scorecard(DEFAULT_SCORECARD, dialogue(call.transcript), _sure_labels(call))
        score = score_answers(DEFAULT_SCORECARD, {row.key: row.answer for row in answers})
        questions = {question.key: question for question in DEFAULT_SCORECARD.questions}
        with transaction.atomic():
            evaluation, _ = Evaluation.objects.update_or_create(
                call=call,
                scorecard=DEFAULT_SCORECARD.name,
                version=self.version,
                defaults={"score": score.value, "critical_failed": not score.passed_critical},
            )
            evaluation.answers.all().delete()
            Answer.objects.bulk_create(
                Answer(
                    account_id=call.account_id,
                    evaluation=evaluation,
                    question=row.key,
                    text=questions[row.key].text,
                    answer=row.answer,
                    confidence=row.confidence,
                    points=questions[row.key].weight if row.answer == "yes" else 0,
                    evidence=[evidence_row(row.evidence)] if row.evidence else [],
                )
                for row in answers
            )
