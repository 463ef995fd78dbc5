"""Dialogues with exact marks: the same seed and count give the same dialogues."""

import re
from collections import Counter
from random import Random
from typing import Any

from config.bench.spoken import library, noise
from config.bench.spoken.delivery import deliver
from config.bench.spoken.marks import Piece, name_unglued, offsets, tidy
from config.bench.spoken.payment import pay
from config.bench.spoken.people import make_person
from config.bench.spoken.scene import AGENT, CALLER, Scene, capitalise
from config.bench.spoken.values import Voice

Dialogue = dict[str, Any]
PAYING, HARMLESS = 0.24, 0.15
BARE, MISHEARD = 1 / 3, 0.25
TYPE_OF = {
    **dict.fromkeys(("one_time_code", "pin", "gate_code", "password"), "PASSCODE"),
    **dict.fromkeys(("name", "name_spelled"), "NAME"),
    **dict.fromkeys(("address", "po_box"), "ADDRESS"),
    **dict.fromkeys(("plate", "vin"), "VEHICLE_ID"),
}


def dialogues(seed: int, count: int) -> list[Dialogue]:
    """`count` dialogues: id, turns (speaker, text), spans and negatives with offsets into the turn's text, end exclusive.

    About a quarter pay by card and a seventh hold nothing personal; the entity types are dealt out evenly.
    """
    rng = Random(seed)
    paying, harmless = round(PAYING * count), round(HARMLESS * count)
    plots = ["pay"] * paying + ["harmless"] * harmless
    plots += ["talk"] * (count - len(plots))
    rng.shuffle(plots)
    dealt: Counter[str] = Counter()
    forms: Counter[str] = Counter()
    names = list(library.trades())
    return [
        _dialogue(f"s{seed}-{at:04d}", names[at % len(names)], plot, dealt, forms, rng)
        for at, plot in enumerate(plots)
    ]


def _dialogue(
    name: str, trade: str, plot: str, dealt: Counter[str], forms: Counter[str], rng: Random
) -> Dialogue:
    sentences = library.trades()[trade]
    bare = rng.random() < BARE
    caller, agent, other = (make_person(rng) for _ in range(3))
    word = rng.choice(sentences["word"])
    scene = Scene(Voice(rng, bare, forms), sentences, caller, agent, other, word, nameless=plot == "harmless")
    _open(scene)
    _middle(scene, plot, _deal(sentences["topics"][0].split(), plot, dealt, rng))
    scene.settle(AGENT)
    if scene.turns[-1][0] == CALLER and rng.random() < 0.4:
        scene.say(AGENT, scene.common("thanks"))
    scene.play(scene.pick(library.common()["close"] + sentences.get("close", []) * 2))
    misheard = rng.random() < MISHEARD
    turns = [(speaker, _finish(pieces, bare, misheard, rng)) for speaker, pieces in scene.turns]
    return {"id": name, **_record(turns)}


def _open(scene: Scene) -> None:
    scene.say(AGENT, scene.pick(scene.trade["open"]))
    scene.say(CALLER, scene.pick(scene.trade["need"]))
    if scene.voice.rng.random() < 0.6:
        scene.say(AGENT, scene.common("willing"))


def _deal(topics: list[str], plot: str, dealt: Counter[str], rng: Random) -> list[str]:
    """Topics of this trade whose types were dealt least; none of a type twice."""
    if plot == "harmless":
        return []
    if plot == "pay":
        # The zip code of the card is one.
        dealt["zip_code"] += 1
    number = rng.choice((1, 2)) if plot == "pay" else rng.choice((3, 4, 4, 5, 6))
    chosen: list[str] = []
    while topics and len(chosen) < number:
        weights = [(1 + dealt[TYPE_OF.get(topic, topic)]) ** -3.0 for topic in topics]
        topic = rng.choices(topics, weights)[0]
        kind = TYPE_OF.get(topic, topic)
        dealt[kind] += 1
        chosen.append(topic)
        topics = [other for other in topics if TYPE_OF.get(other, other) != kind]
    order = {"name": 0, "name_spelled": 1}
    rng.shuffle(chosen)
    return sorted(chosen, key=lambda topic: order.get(topic, 2))


def _middle(scene: Scene, plot: str, topics: list[str]) -> None:
    rng = scene.voice.rng
    steps = [("topic", topic) for topic in topics]
    talk = rng.randint(4, 8) if plot == "harmless" else rng.randint(1, 4)
    for _ in range(talk):
        steps.insert(rng.randint(0, len(steps)), ("look", ""))
    if rng.random() < 0.35:
        steps.insert(rng.randint(0, len(steps)), ("small", ""))
    if plot == "pay":
        steps.append(("pay", ""))
        if rng.random() < 0.5:
            steps.append(("look", ""))
    for step, topic in steps:
        if step == "topic":
            deliver(scene, topic)
        elif step == "pay":
            pay(scene)
        elif step == "small":
            scene.play(scene.pick(library.common()["talk"] + scene.trade.get("talk", []) * 2))
        else:
            own = rng.random() < 0.65
            scene.play(scene.pick(scene.trade["look"] if own else library.common()["look"]))


def _finish(pieces: list[Piece], bare: bool, misheard: bool, rng: Random) -> list[Piece]:
    done = name_unglued(tidy(pieces))
    if misheard:
        done = noise.mishear(done, rng)
    return tidy(noise.strip_punctuation(done)) if bare else capitalise(done)


def _record(turns: list[tuple[str, list[Piece]]]) -> Dialogue:
    spans: list[Dialogue] = []
    negatives: list[Dialogue] = []
    told: list[Dialogue] = []
    for at, (speaker, pieces) in enumerate(turns):
        text = re.sub(r"\s+$", "", "".join(piece.text for piece in pieces))
        told.append({"speaker": speaker, "text": text})
        for start, end, piece in offsets(pieces):
            place = {"turn": at, "start": start, "end": end}
            if piece.mark and piece.mark.form:
                spans.append({**place, "type": piece.mark.type, "text": piece.text, "form": piece.mark.form})
            elif piece.mark:
                negatives.append({**place, "kind": piece.mark.type, "text": piece.text})
    return {"turns": told, "spans": spans, "negatives": negatives}
