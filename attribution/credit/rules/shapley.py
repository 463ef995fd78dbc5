"""Shapley value of the set game."""

import numpy as np

from attribution.credit.journeys import Floats, Journeys
from attribution.credit.rule import TouchRule


class Shapley(TouchRule):
    """The same share to every distinct channel of a journey, split evenly over its touches.

    In the game where a set of channels is worth the conversions of all journeys that need no other channel, each journey is
    a unanimity game of its channels; its Shapley value is an even split (L. Shapley, "A value for n-person games", 1953).
    """

    key = "shapley"
    label = "Shapley (set game)"
    note = "The Shapley value of the set game is an even split over a journey's distinct channels; order does not matter."

    def weights(self, journeys: Journeys) -> Floats:
        """1/d for each of d channels, divided by how often the journey has it."""
        pair = journeys.owner * len(journeys.names) + journeys.channel
        distinct, of_touch, times = np.unique(pair, return_inverse=True, return_counts=True)
        channels = np.bincount(distinct // len(journeys.names), minlength=journeys.count)
        found: Floats = 1.0 / (channels[journeys.owner] * times[of_touch])
        return found
