"""The contract of a conversion destination: an ad platform, a CRM or a webhook receiver."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import isfinite
from typing import Any, ClassVar

from attribution.conversions.state import State


class DestinationError(Exception):
    """A request that was not accepted; the message is shown to people and holds no secret and no personal data.

    `permanent`: trying again cannot help. `retry_after`: seconds to wait. `setup`: the connection itself is wrong and
    must be mended by a person. `gone`: the receiver wants nothing any more. `uncertain`: it may have been accepted.
    """

    def __init__(
        self,
        message: str,
        *,
        permanent: bool = False,
        retry_after: float | None = None,
        setup: bool = False,
        gone: bool = False,
        uncertain: bool = False,
        status_code: int | None = None,
        body: str = "",
    ) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.retry_after = retry_after
        self.setup = setup
        self.gone = gone
        self.uncertain = uncertain
        self.status_code = status_code
        self.body = body


@dataclass(frozen=True, slots=True)
class Parameter:
    """One setting of a connection. Secret ones are kept sealed, shown masked and stored with the secrets."""

    name: str
    label: str
    required: bool = False
    secret: bool = False
    default: Any = None
    help: str = ""
    form: type | None = None

    def problem(self, value: Any) -> str:
        """Why `value` is no value of this kind, in words for people; empty when it is one.

        The kind is `form`, or else that of the default; where neither says anything, any value will do.
        """
        fits, expected = FORMS.get(self.form or type(self.default), (_anything, ""))
        return "" if fits(value) else f"{self.label}: {expected} is expected"


def _anything(value: Any) -> bool:
    return True


def _is_number(value: Any) -> bool:
    try:
        return not isinstance(value, bool) and isfinite(float(value))
    except (TypeError, ValueError, OverflowError):
        return False


def _are_texts(values: Iterable[Any]) -> bool:
    return all(isinstance(value, str | int) and not isinstance(value, bool) for value in values)


FORMS: Mapping[type, tuple[Callable[[Any], bool], str]] = {
    bool: (lambda value: isinstance(value, bool), "true or false"),
    int: (_is_number, "a number"),
    float: (_is_number, "a number"),
    list: (lambda value: isinstance(value, list) and _are_texts(value), "a list of texts"),
    dict: (lambda value: isinstance(value, Mapping) and _are_texts(value.values()), "an object of texts"),
}


@dataclass(frozen=True, slots=True)
class ConversionFacts:
    """All a destination may use of one conversion; `state` is what to tell, `sent` what it was told last.

    Times are UTC. `phone`: the caller's number as E.164 or empty. `click_ids`, `cookies`, `source` (utm names without
    the prefix, and `channel`) are empty without a visit.
    """

    key: str
    rule: str
    rule_name: str
    counts_in_roas: bool
    occurred_at: datetime
    probability: float
    state: State
    sent: State | None
    call_id: int
    call_started_at: datetime
    call_seconds: int | None
    phone: str
    clicked_at: datetime | None = None
    click_ids: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)
    source: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Payload:
    """A request ready to send. `document` is its JSON body; the message id is the same for every repeat."""

    url: str
    document: Mapping[str, Any]
    message_id: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """The destination took it. `note` is a remark for people."""

    status_code: int
    body: str
    note: str = ""


class ConversionDestination(ABC):
    """One kind of receiver, made for one connection. Methods are pure but for `send`; the delivery owns rows and time.

    `key`, `label`: its names. `parameters`: its settings. `personal_fields`: keys of the body whose values are masked
    before a request is kept. `needs_consent`: the visitor must have agreed to advertising. `restates`, `retracts`: a
    later state replaces, or takes back, what was sent; `withdrawal_note` tells people what is left when it cannot.
    `repeat_safe_for`: how long the same message may be repeated without counting twice; None: always.
    """

    key: ClassVar[str]
    label: ClassVar[str]
    parameters: ClassVar[tuple[Parameter, ...]]
    personal_fields: ClassVar[frozenset[str]] = frozenset()
    needs_consent: ClassVar[bool] = True
    restates: ClassVar[bool] = True
    retracts: ClassVar[bool] = False
    withdrawal_note: ClassVar[str] = ""
    repeat_safe_for: ClassVar[timedelta | None] = None

    def __init__(self, options: Mapping[str, Any], secrets: Mapping[str, Any]) -> None:
        self.options = options
        self.secrets = secrets

    def option(self, name: str) -> Any:
        """A setting, or its default. Raises KeyError for one the destination does not declare."""
        parameter = {item.name: item for item in self.parameters}[name]
        value = (self.secrets if parameter.secret else self.options).get(name)
        return parameter.default if value in (None, "") else value

    def setup_problem(self) -> str:
        """What is missing or of the wrong kind in the connection, in words for people; empty when it can be used."""
        missing = [item.label for item in self.parameters if item.required and not self.option(item.name)]
        if missing:
            return f"not set: {', '.join(missing)}"
        found = ((item, self.option(item.name)) for item in self.parameters)
        return "; ".join(filter(None, (item.problem(value) for item, value in found if value is not None)))

    @abstractmethod
    def reason_not_to_apply(self, facts: ConversionFacts) -> str:
        """Why the destination can make nothing of this conversion; empty when it can."""

    def not_before(self, facts: ConversionFacts) -> datetime | None:
        """The earliest moment the destination takes it."""
        return None

    def expires_at(self, facts: ConversionFacts) -> datetime | None:
        """The moment after which the destination takes it no more."""
        return None

    @abstractmethod
    def render(self, facts: ConversionFacts) -> Payload:
        """The request that tells `facts.state`; the same facts give the same request."""

    @abstractmethod
    def send(self, payload: Payload) -> Accepted:
        """Sends it. Raises DestinationError."""
