"""Filters, columns and order that a person keeps of a page."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from compliance.tenancy import AccountOwned


class SavedView(AccountOwned):
    """One named address of a page. Its owner changes it; `shared` ones are offered to every member."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    page = models.SlugField(max_length=40, help_text=_("URL name of the page."))
    name = models.CharField(max_length=60)
    query = models.CharField(
        max_length=2000, blank=True, help_text=_("The query part of the address, without ?.")
    )
    shared = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "owner", "page", "name"], name="one_saved_view_per_name"
            )
        ]

    def __str__(self) -> str:
        return self.name
