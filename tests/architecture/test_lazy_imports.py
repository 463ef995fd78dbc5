"""The web process never loads what only workers need."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEAVY = (
    "torch",
    "spacy",
    "presidio_analyzer",
    "faster_whisper",
    "whisper",
    "sklearn",
    "plotly",
    "sentence_transformers",
)
SCRIPT = f"""
import sys
import config.wsgi
from django.urls import get_resolver
get_resolver().url_patterns
print(",".join(name for name in {HEAVY!r} if name in sys.modules))
"""


def test_serving_pages_loads_no_model_library() -> None:
    ran = subprocess.run([sys.executable, "-c", SCRIPT], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == ""
