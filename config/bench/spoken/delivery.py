"""How a datum comes over in a dialogue: asked for, late, unasked, in parts, repeated, read back, misread."""

from collections.abc import Sequence

from config.bench.spoken import library
from config.bench.spoken.marks import Piece
from config.bench.spoken.scene import AGENT, CALLER, Scene, marked
from config.bench.spoken.topics import TOPICS
from config.bench.spoken.values import Said, Value

# Told in two answers instead of one.
HALVES = {"email": ("email_local", "email_domain"), "birth": ("birth_day", "birth_year")}
# Saying these back as they are would sound odd.
NEVER_READ_BACK = {"condition", "medication", "age", "email_domain", "email_local", "birth_day", "birth_year"}
WEIGHTS = {"asked": 42, "late": 12, "unasked": 16, "parts": 22, "repeated": 8, "told": 12, "given": 14}


def deliver(scene: Scene, topic: str) -> None:
    """Let the caller tell `topic`, one of TOPICS, in a way that suits it; afterwards it may be read back."""
    rng = scene.voice.rng
    if topic in HALVES and rng.random() < 0.22:
        for half in HALVES[topic]:
            deliver(scene, half)
        return
    value = TOPICS[topic](scene.caller, scene.voice)
    ways = _ways(scene, topic, value)
    way = rng.choices(ways, [WEIGHTS[way] for way in ways])[0]
    _tell(scene, topic, value, way)
    if topic == "name":
        scene.named = True
    if way not in ("told", "given") and topic not in NEVER_READ_BACK and rng.random() < 0.42:
        _read_back(scene, topic, value)
    elif rng.random() < 0.6:
        scene.say(AGENT, scene.common("thanks"))


def _ways(scene: Scene, topic: str, value: Value) -> list[str]:
    sentences = library.topics()[topic]
    ways = ["asked", "late", "repeated"]
    ways += [key for key in ("unasked", "told", "given") if key in sentences]
    return [*ways, "parts"] if len(value.groups) > 1 else ways


def _tell(scene: Scene, topic: str, value: Value, way: str) -> None:
    if way in ("unasked", "told", "given"):
        _tell_unasked(scene, library.topics()[topic][way], value, way)
        return
    scene.settle(AGENT)
    _speak(scene, AGENT, ask(scene, topic), value, ("", ""))
    if way == "late":
        _stall(scene)
    if way == "parts":
        _tell_parts(scene, topic, value)
        return
    _speak(scene, CALLER, answer(scene, topic), value, value.whole())
    if way == "repeated":
        scene.say(AGENT, scene.common("repeat"))
        _speak(scene, CALLER, scene.common("again"), value, value.whole())


def _tell_unasked(scene: Scene, sentences: list[str], value: Value, way: str) -> None:
    """The caller volunteers it, or the agent has it already (`told`) or hands it out (`given`)."""
    speaker = CALLER if way == "unasked" else AGENT
    scene.settle(speaker)
    _speak(scene, speaker, scene.pick(sentences), value, value.whole())
    if way == "told":
        scene.say(CALLER, scene.common("confirm"))
    elif way == "given":
        _speak(scene, CALLER, scene.common("noted"), value, value.whole())


def ask(scene: Scene, topic: str) -> str:
    """A question for `topic`: the trade's own as often as a common one."""
    own = scene.trade.get(f"ask.{topic}", [])
    general = library.topics()[topic]["ask"]
    return scene.pick(own if own and scene.voice.rng.random() < 0.5 else general)


def answer(scene: Scene, topic: str) -> str:
    """A sentence that holds the answer."""
    sentences = library.topics()[topic]
    rng = scene.voice.rng
    own = scene.trade.get(f"answer.{topic}", [])
    if own and rng.random() < 0.35:
        return scene.pick(own)
    if "own" in sentences or rng.random() < 0.5:
        return scene.pick(sentences["answer"])
    return scene.common("answer")


def _speak(scene: Scene, speaker: str, template: str, value: Value, said: Said, kind: str = "") -> None:
    given: dict[str, Sequence[Piece]] = {"x": marked(said[0], kind or value.type, said[1])}
    if value.word:
        given["word"] = [Piece(value.word)]
    scene.say(speaker, template, given)


def _stall(scene: Scene) -> None:
    """The answer is not at hand; something else may be talked about meanwhile."""
    rng = scene.voice.rng
    scene.say(CALLER, scene.common("delay"))
    scene.say(AGENT, scene.common("patience"))
    if rng.random() < 0.5:
        meanwhile = scene.pick(scene.trade["look"] if rng.random() < 0.6 else library.common()["talk"])
        scene.play(meanwhile)
        if scene.turns[-1][0] == CALLER:
            scene.say(AGENT, scene.common("nudge"))
    elif rng.random() < 0.5:
        scene.say(CALLER, scene.common("searching"))
        scene.say(AGENT, scene.common("back"))


def _tell_parts(scene: Scene, topic: str, value: Value) -> None:
    """A group or two a turn, with `mm-hmm` or the group itself said back between."""
    rng = scene.voice.rng
    echo = rng.random() < 0.4
    groups = list(value.groups)
    first = True
    while groups:
        size = min(len(groups), rng.choice((1, 1, 2)))
        part, groups = groups[:size], groups[size:]
        template = answer(scene, topic) if first else scene.common("more")
        _speak(scene, CALLER, template, value, value.speak(part))
        first = False
        if groups and echo:
            _speak(scene, AGENT, scene.common("echo"), value, value.speak(part))
        elif groups:
            scene.say(AGENT, scene.common("back"))


def _read_back(scene: Scene, topic: str, value: Value) -> None:
    rng = scene.voice.rng
    tails = len(value.groups) > 1
    if tails and rng.random() < 0.3:
        rng.choice((_misread, _misread, _doubt, _forget))(scene, value)
    elif tails and rng.random() < 0.35:
        _speak(scene, AGENT, scene.common("ending"), value, value.speak(value.groups[-1:]), value.tail())
        scene.say(CALLER, scene.common("confirm"))
    else:
        _speak(scene, AGENT, scene.common("readback"), value, value.whole())
        scene.say(CALLER, scene.common("confirm"))


def _misread(scene: Scene, value: Value) -> None:
    """The agent has the end wrong; the caller says only the end again."""
    last = value.groups[-1]
    wrong = last[:-1] + scene.voice.rng.choice([d for d in "0123456789" if d != last[-1]])
    _speak(scene, AGENT, scene.common("readback"), value, value.speak([*value.groups[:-1], wrong]))
    _speak(scene, CALLER, scene.common("fix"), value, value.speak([last]), value.tail())
    _speak(scene, AGENT, scene.common("fixed"), value, value.speak([last]), value.tail())


def _doubt(scene: Scene, value: Value) -> None:
    """The agent heard two things: "was that 4112 or 4111?"."""
    last = value.groups[-1]
    wrong = last[:-1] + scene.voice.rng.choice([d for d in "0123456789" if d != last[-1]])
    given = {
        "x": marked(*_turned(value.speak([last]), value.tail())),
        "y": marked(*_turned(value.speak([wrong]), value.tail())),
    }
    scene.say(AGENT, scene.common("doubt"), given)
    _speak(scene, CALLER, scene.common("again"), value, value.speak([last]), value.tail())


def _forget(scene: Scene, value: Value) -> None:
    """The agent has all but the end."""
    scene.say(AGENT, scene.common("forgot"))
    _speak(scene, CALLER, scene.common("again"), value, value.speak(value.groups[-1:]), value.tail())


def _turned(said: Said, kind: str) -> tuple[str, str, str]:
    return said[0], kind, said[1]
