"""Who came to the site, from where."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from compliance.tenancy import AccountOwned


class Visitor(AccountOwned):
    """One browser, known by a random key it keeps; not a person."""

    key = models.UUIDField(default=uuid.uuid4)
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "key"], name="one_visitor_per_key")
        ]

    def __str__(self) -> str:
        return str(self.key)

    @property
    def subject(self) -> str:
        """The visitor's key in the consent ledger."""
        return f"visitor:{self.key}"


class Visit(AccountOwned):
    """A visitor's page views with no gap of 30 minutes and no change of campaign (attribution.md calls it session).

    Source, campaign and click ids are those of the arrival that began the visit, kept verbatim. Not every visit is one of
    a page: a call to a number that stands for one source, and a contact that was imported, are visits of their own kind, so
    that credit has one sort of touch only.
    """

    class Kind(models.TextChoices):
        WEB = "web", _("Website")
        NUMBER = "number", _("Number of a source")
        OFFLINE = "offline", _("Imported")

    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.WEB, db_default=Kind.WEB)
    visitor = models.ForeignKey(Visitor, on_delete=models.CASCADE, related_name="visits")
    started_at = models.DateTimeField()
    last_seen = models.DateTimeField()
    channel = models.CharField(max_length=40)
    landing_page_url = models.CharField(max_length=2000, blank=True)
    last_requested_url = models.CharField(max_length=2000, blank=True)
    referring_url = models.CharField(max_length=2000, blank=True)
    utm_source = models.CharField(max_length=200, blank=True)
    utm_medium = models.CharField(max_length=200, blank=True)
    utm_campaign = models.CharField(max_length=200, blank=True)
    utm_term = models.CharField(max_length=200, blank=True)
    utm_content = models.CharField(max_length=200, blank=True)
    ad_group = models.CharField(max_length=200, blank=True, default="", db_default="")
    ad = models.CharField(max_length=200, blank=True, default="", db_default="")
    device = models.CharField(
        max_length=8,
        blank=True,
        default="",
        db_default="",
        help_text=_("mobile, tablet, desktop or unknown."),
    )
    custom = models.JSONField(
        default=dict,
        db_default=models.Value({}, models.JSONField()),
        blank=True,
        help_text=_("Parameters the site added itself."),
    )
    click_ids = models.JSONField(
        default=dict, blank=True, help_text=_("gclid, gbraid, fbclid … as they arrived.")
    )
    cookies = models.JSONField(
        default=dict, blank=True, help_text=_("fbp, fbc, ga_client_id, ga_session_id.")
    )
    user_agent = models.CharField(max_length=300, blank=True)
    consent = models.JSONField(
        default=dict, blank=True, help_text=_("State sent by the page: analytics, ad_user_data …")
    )
    gpc = models.BooleanField(
        default=False, db_default=False, help_text=_("The browser sent Global Privacy Control.")
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["account", "-started_at"], name="visits_newest", include=["visitor"]),
            models.Index(fields=["visitor", "-last_seen"], name="visits_of_visitor"),
        ]

    def __str__(self) -> str:
        return f"Visit {self.pk} ({self.channel})"


class Touchpoint(AccountOwned):
    """One page view, `tel:` click or sent form of a visit. The client's event id makes a repeated message harmless."""

    class Kind(models.TextChoices):
        PAGE = "page", _("Page view")
        TEL_CLICK = "tel_click", _("Click on the number")
        FORM = "form", _("Form sent")
        OFFLINE = "offline", _("Imported")

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="touchpoints")
    event_id = models.UUIDField()
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.PAGE)
    at = models.DateTimeField()
    url = models.CharField(max_length=2000, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "event_id"], name="one_touchpoint_per_event")
        ]
        indexes: ClassVar = [
            models.Index(fields=["visit", "at"], name="touchpoints_of_visit"),
            models.Index(fields=["account", "at"], condition=models.Q(kind="form"), name="forms_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.at:%Y-%m-%d %H:%M:%S}"
