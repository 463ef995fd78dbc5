"""Paying by card on the telephone: number, expiry, security code, in one breath or one by one."""

from config.bench.spoken.delivery import deliver
from config.bench.spoken.marks import Piece
from config.bench.spoken.scene import AGENT, CALLER, Scene, marked
from config.bench.spoken.topics import TOPICS
from config.bench.spoken.values import Said, Value


def pay(scene: Scene) -> None:
    """Add a card payment to the scene."""
    rng = scene.voice.rng
    if rng.random() < 0.7:
        scene.play(scene.common("payment"))
    way = rng.choices(("steps", "breath", "tail"), (55, 25, 20))[0]
    if way == "breath":
        _in_one_breath(scene)
    else:
        deliver(scene, "card_number")
        if way == "tail":
            _rest(scene)
        else:
            deliver(scene, "card_expiry")
            deliver(scene, "cvv")
    if rng.random() < 0.45:
        deliver(scene, "zip_code")
    if rng.random() < 0.6:
        scene.play(scene.common("charged"))


def _say(value: Value, said: Said) -> list[Piece]:
    return marked(said[0], value.type, said[1])


def _given(scene: Scene, *topics: str) -> dict[str, list[Piece]]:
    values = {topic: TOPICS[topic](scene.caller, scene.voice) for topic in topics}
    return {topic: _say(value, value.whole()) for topic, value in values.items()}


def _in_one_breath(scene: Scene) -> None:
    scene.say(AGENT, scene.common("ask_all"))
    given = _given(scene, "card_number", "card_expiry", "cvv", "zip_code")
    scene.say(CALLER, scene.common("all"), given)
    scene.say(AGENT, scene.common("thanks"))


def _rest(scene: Scene) -> None:
    """Expiry and security code together, often with no word that says which is which."""
    given = _given(scene, "card_expiry", "cvv")
    if scene.voice.rng.random() < 0.6:
        scene.say(AGENT, scene.common("ask_rest"))
    scene.say(CALLER, scene.common("rest"), given)
    scene.say(AGENT, scene.common("thanks"))
