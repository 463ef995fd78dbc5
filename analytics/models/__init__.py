"""Records of the analytics app."""

from analytics.models.evaluation import Answer, Evaluation
from analytics.models.index import CallIndex, StaleCall
from analytics.models.labels import LabelSet
from analytics.models.measures import Measures

__all__ = ["Answer", "CallIndex", "Evaluation", "LabelSet", "Measures", "StaleCall"]
