"""Static files that come inside Python wheels."""

import importlib.util
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

PREFIX, FILE = "plotly", "plotly.min.js"


class PlotlyFinder(BaseFinder):
    """Serves `plotly/plotly.min.js` out of the plotly package, which is found but not imported."""

    def __init__(self, app_names: Any = None, *args: Any, **kwargs: Any) -> None:
        spec = importlib.util.find_spec("plotly")
        places = spec.submodule_search_locations if spec else None
        self.folder = Path(next(iter(places or [""]))) / "package_data"
        self.storage = FileSystemStorage(location=self.folder)
        self.storage.prefix = PREFIX  # type: ignore[attr-defined]

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The file's place on disk; an empty list for any other path."""
        found = str(self.folder / FILE) if path == f"{PREFIX}/{FILE}" else ""
        return ([found] if find_all else found) if found else []

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        """The one file, for collectstatic."""
        yield FILE, self.storage
