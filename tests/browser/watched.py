"""A page of the product in Chromium whose console errors and refused styles or scripts are kept."""

import time
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Response

WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 390, "height": 844}
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
# What htmx says of a request that a newer one replaced, as wanted. Real failures say more: sendError, timeout …
REPLACED = ("htmx:afterRequest,", "htmx:sendAbort,")
PATIENCE = 10.0  # seconds that a condition may take to come true


class Watched:
    """A signed-in window. The fixture that made it fails the test if `trouble` is not empty at its end."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        self.trouble: list[str] = []
        page.on("console", self._keep)
        page.on("pageerror", lambda error: self.trouble.append(str(error)))

    def _keep(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(REPLACED):
            self.trouble.append(f"{message.text} ({message.location.get('url', '')})")

    def open(self, path: str, status: int = 200) -> Response:
        """Goes to a path of the product and waits until nothing is loading; the answer must have `status`."""
        response = self.page.goto(f"{self.url}{path}")
        assert response is not None, path
        assert response.status == status, path
        self.page.wait_for_load_state("networkidle")
        return response

    def wait(self, expression: str) -> None:
        """Until a JavaScript expression is true: Playwright's own waiting would need `unsafe-eval`."""
        deadline = time.monotonic() + PATIENCE
        while not self.page.evaluate(expression):
            assert time.monotonic() < deadline, expression
            self.page.wait_for_timeout(30)

    def resize(self, size: dict[str, int]) -> None:
        """Gives the window WIDE or NARROW."""
        self.page.set_viewport_size({"width": size["width"], "height": size["height"]})

    @property
    def overflow(self) -> int:
        """How many pixels the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - innerWidth"))

    def axe(self, context: str | None = None) -> list[str]:
        """What axe-core finds wrong, one line each: rule, help and the first place."""
        found: list[dict[str, Any]] = Axe().run(self.page, context).response["violations"]
        return [f"{one['id']}: {one['help']}: {one['nodes'][0]['html'][:160]}" for one in found]


def no_sideways_scroll(watched: Watched) -> None:
    """Fails if the page is wider than its window, naming what sticks out."""
    if watched.overflow > 0:
        wide = watched.page.evaluate(
            "[...document.querySelectorAll('body *')].filter((n) => n.getBoundingClientRect().right > innerWidth + 1)"
            ".slice(0, 5).map((n) => n.outerHTML.slice(0, 120))"
        )
        raise AssertionError(f"{watched.page.url} is {watched.overflow} pixels too wide: {wide}")


def looks_right(watched: Watched, path: str) -> None:
    """Opens a page wide and light, then narrow and dark: axe finds nothing and nothing sticks out."""
    for size, theme in zip((WIDE, NARROW), THEMES, strict=True):
        watched.resize(size)
        watched.page.emulate_media(color_scheme=theme)
        watched.open(path)
        no_sideways_scroll(watched)
        found = watched.axe()
        assert not found, f"{path} at {size['width']} px, {theme}:\n" + "\n".join(found)
