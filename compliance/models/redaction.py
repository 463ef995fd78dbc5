"""What an account hides in its transcripts and recordings."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from compliance.tenancy import AccountOwned


class RedactionPolicy(AccountOwned):
    """One account's choices; without a row everything but health words is hidden."""

    keep_last_four = models.BooleanField(default=False, help_text=_("Keep the last four digits of cards."))
    keep_agent_names = models.BooleanField(default=False)
    hide_health = models.BooleanField(default=False, help_text=_("Hide conditions and medication (HIPAA)."))
    kept_types = models.JSONField(default=list, blank=True, help_text=_("Entity types that stay in clear."))
    withhold_payment = models.BooleanField(
        default=False, help_text=_("Hide all that the caller says while a card is paid with.")
    )
    health_terms = models.JSONField(
        default=list, blank=True, help_text=_("More words for conditions and medication.")
    )
    kept_words = models.JSONField(
        default=list,
        blank=True,
        help_text=_("Names of companies and products that are never hidden as people."),
    )
    review_percent = models.DecimalField(
        max_digits=5, decimal_places=2, default=2, help_text=_("Share of calls drawn for people to check.")
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account"], name="one_redaction_policy_per_account")
        ]

    def __str__(self) -> str:
        return f"Redaction policy of account {self.account_id}"
