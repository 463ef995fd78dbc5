"""What a data subject agreed to."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from compliance.tenancy import AccountOwned


class Purpose(models.TextChoices):
    """What may be done with somebody's data."""

    RECORD = "record", _("Record the call")
    TRANSCRIBE = "transcribe", _("Turn speech into text")
    ANALYSE = "analyse", _("Classify and score")
    ADVERTISE = "advertise", _("Report to ad platforms")


class ConsentRecord(AccountOwned):
    """One statement about one subject and purpose. Rows are never changed; the newest one counts.

    `subject` is a key such as `call:12` or `visitor:<uuid>`, so that every layer can be a subject.
    """

    subject = models.CharField(max_length=80)
    purpose = models.CharField(max_length=16, choices=Purpose.choices)
    granted = models.BooleanField()
    source = models.CharField(max_length=40, help_text=_("How we know: notice, banner, opt_out, attested …"))
    evidence = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["account", "subject", "purpose", "-at"], name="consent_newest")
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.purpose} {'yes' if self.granted else 'no'}"
