"""Making two visits one that turned out to be."""

from django.db.models import F
from django.db.models.functions import Least

from attribution.models import Conversion, Lease, Match, Shortage, Touchpoint, Visit


def join(gone: Visit, stays: Visit) -> None:
    """Everything that points to `gone` points to `stays`, then `gone` goes. Call it in a transaction.

    What either refused stays refused, and so does its Global Privacy Control.
    """
    Touchpoint.objects.filter(visit=gone).update(visit=stays)
    _join_leases(gone, stays)
    Shortage.objects.filter(visit=gone, pool__in=Shortage.objects.filter(visit=stays).values("pool")).delete()
    Shortage.objects.filter(visit=gone).update(visit=stays)
    _join_matches(gone, stays)
    Conversion.objects.filter(visit=gone).update(visit=stays)
    stays.gpc = stays.gpc or gone.gpc
    stays.consent = {
        purpose: all(said[purpose] for said in (gone.consent, stays.consent) if purpose in said)
        for purpose in {**gone.consent, **stays.consent}
    }
    stays.save(update_fields=["consent", "gpc"])
    gone.delete()


def _join_leases(gone: Visit, stays: Visit) -> None:
    """Of each pool the lease seen last is the latest one."""
    for late in Lease.objects.filter(visit=gone, latest=True):
        other = Lease.objects.filter(visit=stays, pool=late.pool_id, latest=True).first()
        if other is not None:
            older = other if other.last_seen < late.last_seen else late
            Lease.objects.filter(pk=older.pk).update(latest=False)
    Lease.objects.filter(visit=gone).update(visit=stays)


def _join_matches(gone: Visit, stays: Visit) -> None:
    """A call that may be of either may be of the one with both probabilities."""
    for match in Match.objects.filter(visit=gone):
        both = Match.objects.filter(call=match.call_id, visit=stays)
        if both.exists():
            match.delete()
            both.update(probability=Least(F("probability") + match.probability, 1.0))
    Match.objects.filter(visit=gone).update(visit=stays)
