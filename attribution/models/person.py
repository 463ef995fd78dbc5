"""Who stands behind visitors, phone numbers and e-mail addresses."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from attribution.models.visit import Visitor
from compliance.tenancy import AccountOwned


class Person(AccountOwned):
    """Identifiers that belong together: one connected part of the strong links. Rebuilt from them, holds no data itself."""

    created_at = models.DateTimeField(auto_now_add=True)
    capped = models.BooleanField(default=False, help_text=_("Has more than the newest 500 touches."))

    def __str__(self) -> str:
        return f"Person {self.pk}"


class Identifier(AccountOwned):
    """One thing somebody is known by. Phone numbers, e-mail addresses and CRM ids are kept as a keyed digest only."""

    class Kind(models.TextChoices):
        VISITOR = "visitor", _("Browser")
        PHONE = "phone", _("Phone number")
        EMAIL = "email", _("E-mail address")
        CRM = "crm", _("CRM id")

    kind = models.CharField(max_length=8, choices=Kind.choices)
    value = models.CharField(max_length=80, help_text=_("Digest; of a browser, the id of its visitor."))
    visitor = models.OneToOneField(
        Visitor, on_delete=models.CASCADE, null=True, blank=True, related_name="identifier"
    )
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="identifiers")
    linking = models.BooleanField(
        default=True, help_text=_("False for what too many people share; it joins nobody any more.")
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "kind", "value"], name="one_identifier_per_value")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.value[:8]}"


class IdentityLink(AccountOwned):
    """Why two identifiers are one person's. Never deleted: `removed_at` undoes the merge it made.

    `strength`: probability that they belong together; only strong links merge.
    """

    first = models.ForeignKey(Identifier, on_delete=models.CASCADE, related_name="links_from")
    second = models.ForeignKey(Identifier, on_delete=models.CASCADE, related_name="links_to")
    source = models.CharField(max_length=20, help_text=_("call, form, import or person."))
    reference = models.CharField(max_length=80, blank=True, help_text=_("What said so, e.g. call:12."))
    strength = models.FloatField()
    seen_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["first", "second", "source", "reference"], name="one_identity_link_per_reason"
            ),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="identity_link_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} is {self.second_id} ({self.source}, {self.strength:.2f})"
