"""What a recogniser makes of clear speech: no capitals, no punctuation, cue words heard as others."""

import re
from random import Random

from config.bench.spoken.marks import Piece

MISHEARD = {
    "card number": ("count number", "car number", "cart number"),
    "three digits on the back": (
        "free digits on the Mac",
        "three digits on the bag",
        "three did its on the back",
    ),
    "security code": ("security coat", "secure it he code", "security cold"),
    "expiration": ("exploration", "expiry shun", "inspiration"),
    "expires": ("experts", "expiry is"),
    "last four": ("next four", "last for", "lost four"),
    "social security": ("so show security", "social secure at he"),
    "your social": ("your so shall", "your show shall"),
    "routing number": ("rooting number", "rowing number", "routine number"),
    "account number": ("a count number", "accounts number", "accountant number"),
    "date of birth": ("data birth", "day to birth", "date of berth"),
    "birthday": ("berth day", "bird day"),
    "zip code": ("sip code", "zip coat", "the code"),
    "license plate": ("license plait", "licensed plate"),
    "driver's license": ("drivers lessons", "driver's licence"),
    "policy number": ("police a number", "policy numb her"),
    "confirmation number": ("conformation number", "confirmation numb er"),
    "order number": ("other number", "border number"),
    "phone number": ("fun number", "foam number"),
    "email": ("e mail", "the mail"),
    "passport": ("pass port", "past port"),
    "PIN": ("pen", "pin"),
    "passcode": ("pass coat", "past code"),
    "verification code": ("very vacation code", "verification coat"),
    "medical record": ("medical wreck her", "medical records"),
    "address": ("a dress", "addresses"),
    "VIN": ("fin", "Vin"),
}


def mishear(pieces: list[Piece], rng: Random) -> list[Piece]:
    """Cue words outside values, most of them, as something that sounds alike."""

    def one(text: str) -> str:
        for cue, heard in MISHEARD.items():
            if rng.random() < 0.7:
                text = re.sub(rf"\b{cue}\b", rng.choice(heard), text)
        return text

    return [piece if piece.mark else Piece(one(piece.text)) for piece in pieces]


def strip_punctuation(pieces: list[Piece]) -> list[Piece]:
    """Small letters, and no sign that is not inside a word or a figure."""

    def one(text: str) -> str:
        text = re.sub(r"\.{2,}|…", " ", text.lower())
        text = re.sub(r"[.,?!;:]+(?=\s|$)|(?<=\s)-+(?=\s)", "", text)
        return re.sub(r" {2,}", " ", text)

    return [Piece(one(piece.text), piece.mark) for piece in pieces]
