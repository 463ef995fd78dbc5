"""Which saved views a page offers."""

from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from compliance.accounts.permissions import member
from compliance.models import SavedView


def offered(user_id: int, page: str) -> QuerySet[SavedView]:
    """The person's own views of a page and those shared in the account in scope, by name."""
    return SavedView.objects.filter(Q(owner_id=user_id) | Q(shared=True), page=page)


def saved_views_context(request: HttpRequest, page: str) -> dict[str, Any]:
    """What `parts/saved_views.html` needs; one query. `page` is the URL name of the page. Raises PermissionDenied."""
    return {
        "saved_views": list(offered(member(request).user_id, page)),
        "saved_views_page": page,
        "saved_views_mailed": page in settings.MAILED_REPORTS,
    }
