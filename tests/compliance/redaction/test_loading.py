from __future__ import annotations

import subprocess
import sys


def test_importing_the_engine_loads_no_model() -> None:
    code = (
        "import sys; from compliance.redaction import engine, jsonl; "
        "print([name for name in ('spacy', 'presidio_analyzer', 'torch', 'django') if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
