"""Records of the analytics app."""

from analytics.models.evaluation import Answer, Evaluation
from analytics.models.measures import Measures

__all__ = ["Answer", "Evaluation", "Measures"]
