"""Keeping a view and throwing it away."""

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from compliance.audit.chain import record
from compliance.models import SavedView

PLACE = ("before", "after")  # where somebody was in the list belongs to the moment, not to the view


@transaction.atomic
def save_view(*, owner: User, page: str, name: str, query: str, shared: bool) -> SavedView:
    """Keeps the query of a page under a name; the same person's view of that name is replaced.

    Raises ValidationError for a page that is none, and for a name or query that is missing or too long.
    """
    view = SavedView.objects.filter(owner=owner, page=page, name=name.strip()).first() or SavedView(
        owner=owner
    )
    view.page, view.name, view.query, view.shared = page, name.strip(), _without_place(query), shared
    if page not in settings.SAVED_VIEW_PAGES:
        raise ValidationError({"page": _("There is no such page.")})
    view.full_clean(exclude=["account"])
    view.save()
    record("view.saved", view, actor=owner.get_username(), page=page, shared=shared)
    return view


@transaction.atomic
def delete_view(view: SavedView, *, actor: User) -> None:
    """Removes the view for everybody."""
    record("view.deleted", view, actor=actor.get_username(), page=view.page, shared=view.shared)
    view.delete()


def address_of(page: str) -> str:
    """The path of a page by its URL name. Raises ValidationError for a name that is no page."""
    try:
        return reverse(page)
    except NoReverseMatch:
        raise ValidationError({"page": _("There is no such page.")}) from None


def _without_place(query: str) -> str:
    kept = QueryDict(query, mutable=True)
    for name in PLACE:
        kept.pop(name, None)
    return kept.urlencode()
