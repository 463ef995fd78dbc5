"""Pipeline stages that judge what was said; they write facts about calls."""
