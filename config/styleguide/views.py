"""The page of the style guide. Staff of the installation see it, everybody else finds nothing there."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from compliance.saved_views.queries import saved_views_context
from config.styleguide.forms import SampleForm
from config.styleguide.samples import page_of_rows, sample_row, samples
from config.styleguide.sections import SECTIONS, TABLE

View = Callable[..., HttpResponse]


def staff_only(view: View) -> View:
    """404 for everybody who is not staff, so that nobody learns of the page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: int, **kwargs: int) -> HttpResponse:
        if not getattr(request.user, "is_staff", False):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@staff_only
def styleguide(request: HttpRequest) -> HttpResponse:
    """GET /styleguide: all parts. POST says what a form of the page sent, as a toast."""
    if request.method == "POST":
        ids = request.POST.getlist("ids")
        if ids:
            messages.success(request, f"{len(ids)} selected: {', '.join(ids)}")
        else:
            messages.error(request, "Nothing was selected.")
        return redirect(request.get_full_path())
    context = {
        **samples(),
        **page_of_rows(request.GET),
        **(saved_views_context(request, "styleguide") if getattr(request, "membership", None) else {}),
        "table": TABLE,
        "sections": SECTIONS,
        "sides": [
            (side, SampleForm(prefix=side), SampleForm({}, prefix=f"{side}-bad"))
            for side in ("light", "dark")
        ],
    }
    return render(request, "styleguide/page.html", context)


@staff_only
def row_preview(request: HttpRequest, number: int) -> HttpResponse:
    """GET /styleguide/rows/<n>/: the fragment that the side panel shows."""
    row = sample_row(number)
    if row is None:
        raise Http404
    return render(request, "styleguide/row_preview.html", {"row": row})
