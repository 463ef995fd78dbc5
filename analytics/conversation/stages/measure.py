"""Talk, silence and interruptions of a call."""

from analytics.conversation.measures import measure_turns
from analytics.models import Measures
from calls.models import Call
from calls.pipeline.stage import Stage
from calls.transcription.rows import dialogue


class Measure(Stage):
    """Computes the measures from word times; running it again replaces them."""

    key = "measure"
    purpose = "analyse"
    needs = ("transcribe",)

    def run(self, call: Call) -> None:
        """Stores one Measures row."""
        found = measure_turns(dialogue(call.transcript), call.transcript.seconds)
        Measures.objects.update_or_create(
            call=call,
            defaults={
                "agent_seconds": found.agent,
                "caller_seconds": found.caller,
                "overtalk_seconds": found.overtalk,
                "silence_seconds": found.silence,
                "dead_air_seconds": found.dead_air,
                "longest_monologue_agent": found.longest_monologue_agent,
                "longest_monologue_caller": found.longest_monologue_caller,
                "talk_ratio": found.talk_ratio,
                "agent_talk_percent": found.agent_percent,
                "interruptions_by_agent": found.interruptions_by_agent,
                "interruptions_by_caller": found.interruptions_by_caller,
            },
        )
