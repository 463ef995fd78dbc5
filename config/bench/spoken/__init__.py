"""Made-up telephone dialogues with exactly marked personal data, to measure redaction by."""
