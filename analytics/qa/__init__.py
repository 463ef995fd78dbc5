"""How well a call was handled: scorecards, machine answers with evidence, points."""
