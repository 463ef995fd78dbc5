"""Makes the demo recordings from their scripts; a tool for development, never used by the running product.

`python -m calls.simulator.studio build [ID...]` speaks scripts (needs the extra `studio` and `espeak-ng`),
`python -m calls.simulator.studio check [ID...]` lets the default recogniser listen and compares the words.
"""
