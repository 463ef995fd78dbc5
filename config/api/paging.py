"""Cursor paging: stable while rows arrive, constant cost at any depth."""

from rest_framework.pagination import CursorPagination


class NewestFirst(CursorPagination):
    """`?cursor=` and `?per_page=` (1..250, default 50); views with another order set `ordering`."""

    ordering = ("-start_time", "-id")
    page_size_query_param = "per_page"
    max_page_size = 250
