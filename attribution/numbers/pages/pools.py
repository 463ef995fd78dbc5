"""Pools and queues: lists and forms."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from attribution.models import NumberPool
from attribution.numbers import queries
from attribution.numbers.forms import PoolForm
from attribution.numbers.services import save_pool
from attribution.planner.alerts import find_tight_pools
from calls.models import Destination
from calls.numbers.forms import QueueForm
from calls.numbers.services import save_queue
from compliance.accounts.permissions import member, needs


@require_safe
@needs("numbers.view")
def pool_list(request: HttpRequest) -> HttpResponse:
    """GET /numbers/pools/: size, what is free, which pools are exhausted and which will be soon."""
    context = {"pools": queries.pools(), "tight": find_tight_pools()}
    return render(request, "attribution/pools.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("numbers.manage")
def add_pool(request: HttpRequest) -> HttpResponse:
    """GET, POST /numbers/pools/new/."""
    return _pool(request, NumberPool())


@require_http_methods(["GET", "HEAD", "POST"])
@needs("numbers.manage")
def edit_pool(request: HttpRequest, pool_id: int) -> HttpResponse:
    """GET, POST /numbers/pools/<id>/."""
    return _pool(request, get_object_or_404(NumberPool, pk=pool_id))


@require_safe
@needs("numbers.view")
def queue_list(request: HttpRequest) -> HttpResponse:
    """GET /numbers/queues/: where calls are put through to."""
    return render(request, "attribution/queues.html", {"queues": queries.queues()})


@require_http_methods(["GET", "HEAD", "POST"])
@needs("numbers.manage")
def add_queue(request: HttpRequest) -> HttpResponse:
    """GET, POST /numbers/queues/new/."""
    return _queue(request, Destination())


@require_http_methods(["GET", "HEAD", "POST"])
@needs("numbers.manage")
def edit_queue(request: HttpRequest, queue_id: int) -> HttpResponse:
    """GET, POST /numbers/queues/<id>/."""
    return _queue(request, get_object_or_404(Destination, pk=queue_id))


def _pool(request: HttpRequest, pool: NumberPool) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    title = pool.name or _("Make a pool")
    form = PoolForm(data, pool=pool, country=member(request).account.country)
    if form.is_valid():
        try:
            save_pool(pool, numbers=list(form.cleaned_data["numbers"]), **form.settings())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The pool “%(name)s” is saved.") % {"name": pool.name})
            return redirect("pools")
    return _answer(request, form, title, "pools")


def _queue(request: HttpRequest, queue: Destination) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    title = queue.name or _("Add a queue")
    form = QueueForm(data, row=queue, country=member(request).account.country)
    if form.is_valid():
        save_queue(queue, **form.cleaned_data)
        messages.success(request, _("The queue “%(name)s” is saved.") % {"name": queue.name})
        return redirect("queues")
    return _answer(request, form, title, "queues")


def _answer(request: HttpRequest, form: Any, title: str, back: str) -> HttpResponse:
    context = {"form": form, "title": title, "back": back}
    return render(request, "attribution/number_form.html", context, status=422 if form.errors else 200)
