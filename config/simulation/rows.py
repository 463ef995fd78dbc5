"""Rows of one batch of calls, with everything the pipeline would have left behind."""

import random
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Model

from analytics.models import Answer, Evaluation, Measures
from analytics.qa.scorecard import default_scorecard
from attribution.models import (
    Attempt,
    Conversion,
    ConversionRule,
    Delivery,
    DestinationConnection,
    Match,
    Touchpoint,
    Visit,
    Visitor,
)
from calls.models import Agent, Call, Outcome, PhoneNumber, StageRun, Transcript, Turn
from calls.pipeline.runner import stages
from config.simulation.conversations import Said, conversations, words_of
from config.simulation.traffic import ORIGINS, SITE, WEIGHTS, Origin, draw_moment
