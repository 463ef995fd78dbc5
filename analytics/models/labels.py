"""The words an account uses for intents and outcomes."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from compliance.tenancy import AccountOwned


class LabelSet(AccountOwned):
    """The account's own labels of one dimension, on top of the default ones.

    `labels`: list of {key, name, description}. A key of a default label renames it; other keys are labels that people
    give and the machine does not.
    """

    dimension = models.CharField(max_length=10)
    labels = models.JSONField(default=list, help_text=_("key, name, description of each."))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "dimension"], name="one_label_set_per_dimension")
        ]

    def __str__(self) -> str:
        return self.dimension
