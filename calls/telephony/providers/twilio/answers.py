"""What Twilio is told to do: TwiML, made by Twilio's own library."""

from django.conf import settings
from twilio.twiml.voice_response import Dial, Start, VoiceResponse

from calls.telephony.provider import CallEvent, Kind, Route

TIME_LIMIT_SECONDS = 7200
VOICEMAIL_SECONDS = 180
LEG_EVENTS = "initiated ringing answered completed"


def answer(event: CallEvent, route: Route) -> str:
    """The TwiML document for one message; empty where Twilio expects none."""
    if event.kind is Kind.INCOMING:
        return _connect(route)
    if event.kind is Kind.DIALLED:
        return _after_dial(bool(event.facts["answered"]), route)
    if event.kind is Kind.WHISPER:
        return _whisper(route)
    if event.kind is Kind.VOICEMAIL:
        return _hang_up()
    return ""


def address(kind: Kind) -> str:
    """Our public address for one kind of Twilio message."""
    return f"{settings.PUBLIC_URL}/telephony/twilio/{kind}"


def _connect(route: Route) -> str:
    response = VoiceResponse()
    if route.destination is None:
        response.say("We are sorry, this number is not connected. Goodbye.")
        response.hangup()
        return str(response)
    if route.notice:
        # Started before the notice is spoken, so that the recording holds the notice (WA and CT ask for that).
        start = Start()
        start.recording(
            channels="dual",
            track="both",
            trim="do-not-trim",
            recording_status_callback=address(Kind.RECORDING),
            recording_status_callback_event="in-progress completed absent",
        )
        response.append(start)
        response.say(route.notice, language=route.account.notice_language)
    dial = Dial(
        action=address(Kind.DIALLED),
        timeout=route.destination.ring_seconds,
        time_limit=TIME_LIMIT_SECONDS,
        answer_on_bridge=False,
    )
    dial.number(
        route.destination.phone_number,
        status_callback=address(Kind.LEG),
        status_callback_event=LEG_EVENTS,
        **({"url": address(Kind.WHISPER)} if route.destination.whisper else {}),
    )
    response.append(dial)
    return str(response)


def _after_dial(answered: bool, route: Route) -> str:
    response = VoiceResponse()
    if not answered and route.notice:
        response.say(f"You have reached {route.account.name}. Please leave a message after the tone.")
        response.record(action=address(Kind.VOICEMAIL), max_length=VOICEMAIL_SECONDS, play_beep=True)
    response.hangup()
    return str(response)


def _whisper(route: Route) -> str:
    response = VoiceResponse()
    if route.destination is not None and route.destination.whisper:
        response.say(route.destination.whisper)
    return str(response)


def _hang_up() -> str:
    response = VoiceResponse()
    response.hangup()
    return str(response)
