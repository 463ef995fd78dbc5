"""Short ways to write calls in tests."""

from __future__ import annotations

from compliance.redaction.dialogue import Turn

_SPEAKERS = {"a": "agent", "c": "caller", "u": "unknown"}


def call(*lines: str) -> list[Turn]:
    """Turns from lines such as "a: Hello." (a agent, c caller, u unknown)."""
    return [Turn.from_text(_SPEAKERS[line[0]], line[2:].strip()) for line in lines]


BOOKED = call(
    "a: Thank you for calling Northwind Heating and Air, this is Karen, how can I help you?",
    "c: Hi Karen, my furnace is making a loud banging sound and I'd like somebody to come take a look.",
    "a: I can have a technician out on Thursday between ten and noon. Does that work?",
    "c: Thursday is fine.",
    "a: Great, you're all set for Thursday between ten and noon. Anything else?",
    "c: No, that's it, thank you.",
    "a: Have a great day.",
)
SOLD = call(
    "a: Northwind Heating and Air, how can I help?",
    "c: Hello, I would like to sign up for the maintenance plan your technician told me about.",
    "a: Wonderful, that's nineteen dollars a month. What card would you like to use?",
    "c: It's a Visa, [CARD_1].",
    "a: And the expiration date and security code?",
    "c: [EXPIRY_1] and the code is [CVV_1].",
    "a: Thank you, the payment went through and your plan is active today. You'll get a receipt by email.",
    "c: Great, thanks, bye.",
)
DECLINED = call(
    "a: Northwind Heating and Air, this is Tom.",
    "c: How much would it cost to replace my air conditioner? It's about fifteen years old.",
    "a: For a house your size it would be around eight thousand dollars installed.",
    "c: Wow, no, that's way too much for us. I'll look somewhere else.",
    "a: I understand. If you change your mind give us a call.",
    "c: Okay, bye.",
)
