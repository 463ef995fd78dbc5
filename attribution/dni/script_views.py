"""GET /t.js and /t.<version>.js: the browser snippet."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from attribution.dni.snippet import script

HOUR, YEAR = 3600, 31_536_000
HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Timing-Allow-Origin": "*",
    "Vary": "Accept-Encoding",
}


@require_safe
def newest(request: HttpRequest) -> HttpResponse:
    """GET /t.js: that of this release. The site key is read by the script itself, from its tag or its address."""
    return _answer(request, f"public, max-age={HOUR}, stale-while-revalidate={24 * HOUR}")


@require_safe
def pinned(request: HttpRequest, version: str) -> HttpResponse:
    """GET /t.<version>.js: never changes, for tags with `integrity`; 404 for other releases than this."""
    if version != script().version:
        raise Http404
    return _answer(request, f"public, max-age={YEAR}, immutable")


def _answer(request: HttpRequest, cache: str) -> HttpResponse:
    found = script()
    headers = {**HEADERS, "Cache-Control": cache, "ETag": f'W/"{found.version}"'}
    if headers["ETag"] in request.headers.get("If-None-Match", ""):
        return HttpResponse(status=304, headers=headers)
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    if packed:
        headers["Content-Encoding"] = "gzip"
    body = found.compressed if packed else found.body
    return HttpResponse(body, content_type="text/javascript; charset=utf-8", headers=headers)
