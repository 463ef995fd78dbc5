"""What a number meant, from when to when (dynamic number insertion)."""

from datetime import timedelta
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from attribution.models.visit import Visit
from calls.models import PhoneNumber
from compliance.tenancy import AccountOwned


class NumberPool(AccountOwned):
    """Numbers that take turns on one target (the business number printed on the page).

    A lease is exclusive while the visitor is active and for `lease_seconds` after; then the number rests for
    `cooldown_seconds` before anyone else may see it. `overflow` decides what a visitor sees when every number is taken.
    """

    class Overflow(models.TextChoices):
        LEAVE = "leave", _("Leave the page's number")
        SHARED = "shared", _("Show one number to all of them")

    name = models.CharField(max_length=80)
    target_number = models.CharField(max_length=20, help_text=_("E.164 number on the page that is replaced."))
    lease_seconds = models.PositiveIntegerField(default=1800)
    cooldown_seconds = models.PositiveIntegerField(default=1800)
    lookback_hours = models.PositiveIntegerField(default=168)
    channels = models.JSONField(
        default=list,
        blank=True,
        help_text=_("Channels whose visitors get a number of their own; empty: all."),
    )
    overflow = models.CharField(max_length=8, choices=Overflow.choices, default=Overflow.LEAVE)
    overflow_number = models.ForeignKey(
        PhoneNumber, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "target_number"], name="one_pool_per_target_number"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def hold(self) -> timedelta:
        """How long a number belongs to a visit after its last sign of life."""
        return timedelta(seconds=self.lease_seconds + self.cooldown_seconds)


class PoolNumber(AccountOwned):
    """One number of one pool. `free_at` orders the least recently used first; the past means assignable."""

    pool = models.ForeignKey(NumberPool, on_delete=models.CASCADE, related_name="numbers")
    phone_number = models.OneToOneField(PhoneNumber, on_delete=models.CASCADE, related_name="pool_number")
    free_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["pool", "free_at"], name="pool_numbers_free_first")]

    def __str__(self) -> str:
        return str(self.phone_number)


class Lease(AccountOwned):
    """One number shown to one visit. `period` is when it may be shown to nobody else; a heartbeat moves its end.

    `latest`: the visit's newest of the pool; at most one. Ended ones stay, because people still call what they wrote
    down. The exclusion constraint, not the code, guarantees that a number never means two visits at once.
    (int8range instead of the plain id, because plain GiST has operators for ranges only.)
    """

    pool = models.ForeignKey(NumberPool, on_delete=models.CASCADE, related_name="leases")
    phone_number = models.ForeignKey(PhoneNumber, on_delete=models.CASCADE, related_name="leases")
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="leases")
    period = DateTimeRangeField()
    last_seen = models.DateTimeField()
    latest = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="number_means_one_visit_at_a_time",
                expressions=[
                    (
                        Func(F("phone_number_id"), F("phone_number_id"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
            models.UniqueConstraint(
                fields=["pool", "visit"], condition=Q(latest=True), name="one_latest_lease_per_pool_and_visit"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["phone_number", "-last_seen"], name="leases_of_number")]

    def __str__(self) -> str:
        return f"{self.phone_number} for visit {self.visit_id}"


class Shortage(AccountOwned):
    """A visit for which a pool had no number of its own left; `phone_number` is the shared one it saw, or None."""

    pool = models.ForeignKey(NumberPool, on_delete=models.CASCADE, related_name="shortages")
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="+")
    phone_number = models.ForeignKey(
        PhoneNumber, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pool", "visit"], name="one_shortage_per_pool_and_visit")
        ]
        indexes: ClassVar = [
            models.Index(fields=["pool", "at"], name="shortages_of_pool"),
            models.Index(fields=["phone_number", "at"], name="shortages_of_number"),
        ]

    def __str__(self) -> str:
        return f"{self.pool} at {self.at:%Y-%m-%d %H:%M:%S}"


class SourceNumber(AccountOwned):
    """A number that stands for one source instead of one visit, from `starts_at` until `ends_at`.

    Web: shown in place of `target_number` to visitors whose arrival fits every condition that is not empty; most
    conditions win, then the lower id. Off the web (`medium` print, radio, call asset …) nobody is shown it; whoever calls
    it came from there. The conditions are at once the source its calls are credited to.
    """

    class Place(models.TextChoices):
        SITE = "site", _("On the website, for one source")
        CALL_ASSET = "call_asset", _("Call asset of an advertisement")
        OFFLINE = "offline", _("Print, radio, television, mailing")
        LISTING = "listing", _("Listing or map entry")

    phone_number = models.ForeignKey(PhoneNumber, on_delete=models.CASCADE, related_name="sources")
    name = models.CharField(max_length=80)
    place = models.CharField(max_length=10, choices=Place.choices, default=Place.SITE)
    target_number = models.CharField(
        max_length=20, blank=True, help_text=_("E.164 number on the page that is replaced.")
    )
    channel = models.CharField(max_length=40, blank=True)
    utm_source = models.CharField(max_length=200, blank=True)
    utm_medium = models.CharField(max_length=200, blank=True)
    utm_campaign = models.CharField(max_length=200, blank=True)
    landing_page = models.CharField(
        max_length=500, blank=True, help_text=_("Beginning of the landing page's path.")
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="number_stands_for_one_source_at_a_time",
                expressions=[
                    (
                        Func(F("phone_number_id"), F("phone_number_id"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (Func(F("starts_at"), F("ends_at"), function="tstzrange"), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["account", "target_number"], name="source_numbers_of_target")
        ]

    def __str__(self) -> str:
        return self.name
