"""Dumps: the whole store as sorted, compressed files with a manifest, and back.

A dump is a folder. Its parts hold whole named graphs, in the order of their IRIs and sorted inside,
so that the same data give the same bytes. The manifest is written last: a folder without one is
a dump that was broken off, and the same call goes on with it while the store has not changed.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pyoxigraph as ox

from kb.errors import InputError, StoreError
from kb.namespaces import PREFIXES
from kb.store.base import Store
from kb.store.published import withhold_text

MANIFEST = "manifest.json"
FORMS = {"nquads": "nq.gz", "trig": "trig.gz"}
PART = 200_000  # quads of a part, at least; a graph is never cut
_PROGRESS = "progress.jsonl"
_VERSION = 1
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a dump: its graphs are those from `first` to `last` in order of their IRIs."""

    file: str
    sha256: str
    size: int
    quads: int
    graphs: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a dump holds; `generation` is the state of the store, `text` whether sentences stand."""

    version: int
    generation: str
    form: str
    text: bool
    graphs: tuple[str, ...] | None
    parts: tuple[Part, ...]

    @property
    def quads(self) -> int:
        """The number of quads in all parts."""
        return sum(part.quads for part in self.parts)

    @property
    def size(self) -> int:
        """The number of bytes of all parts."""
        return sum(part.size for part in self.parts)


def dump(
    store: Store,
    folder: Path,
    *,
    form: str = "nquads",
    graphs: Collection[str] | None = None,
    text: bool = True,
    part: int = PART,
) -> Manifest:
    """Write the store, or some of its graphs, into `folder` and return the manifest.

    `form` is one of `FORMS`; without `text` the words of articles are left out. InputError where
    the folder holds something else or a graph is unknown, StoreError where it cannot be written.
    """
    every = store.graphs()
    chosen = every if graphs is None else sorted(graphs)
    unknown = set(chosen) - set(every)
    if unknown:
        raise InputError(f"no graph {min(unknown)} in the store: nothing was written")
    only = None if graphs is None else tuple(chosen)
    plan = Manifest(_VERSION, store.generation, form, text, only, ())
    try:
        return _write(store, folder, chosen, plan, part)
    except OSError as error:
        reason = error.strerror or error
        raise StoreError(f"the dump {folder} cannot be written: {reason}") from error


def _write(
    store: Store, folder: Path, chosen: Sequence[str], plan: Manifest, size: int
) -> Manifest:
    folder.mkdir(parents=True, exist_ok=True)
    done = _begin(folder, plan)
    left = [graph for graph in chosen if not done or graph > done[-1].last]
    for graphs, quads in _portions(store, left, size, plan.text):
        name = f"part-{len(done):05}.{FORMS[plan.form]}"
        content = gzip.compress(_serialize(quads, plan.form), mtime=0)
        _write_whole(folder / name, content)
        digest = hashlib.sha256(content).hexdigest()
        done.append(
            Part(name, digest, len(content), len(quads), len(graphs), graphs[0], graphs[-1])
        )
        with (folder / _PROGRESS).open("a", encoding="utf-8") as progress:
            progress.write(json.dumps(asdict(done[-1])) + "\n")
    manifest = Manifest(
        plan.version, plan.generation, plan.form, plan.text, plan.graphs, tuple(done)
    )
    about = {**asdict(manifest), "quads": manifest.quads, "size": manifest.size}
    _write_whole(folder / MANIFEST, (json.dumps(about, indent=1) + "\n").encode())
    (folder / _PROGRESS).unlink(missing_ok=True)
    return manifest


def _begin(folder: Path, plan: Manifest) -> list[Part]:
    """Return the parts that are there of the same dump; remove those of another one."""
    ours = (MANIFEST, _PROGRESS)
    names = {entry.name for entry in folder.iterdir()}
    foreign = sorted(n for n in names if n not in ours and not n.startswith("part-"))
    if foreign:
        raise InputError(f"{folder} holds {foreign[0]}, which is no part of a dump: nothing done")
    progress, head = folder / _PROGRESS, json.dumps(asdict(plan))
    lines = progress.read_text(encoding="utf-8").splitlines() if _PROGRESS in names else []
    if lines[:1] == [head]:
        done = list(_whole_parts(folder, lines[1:]))
        lines = [head, *(json.dumps(asdict(part)) for part in done)]
    else:
        done, lines = [], [head]
    for name in names - {part.file for part in done} - {_PROGRESS}:
        (folder / name).unlink()
    _write_whole(progress, ("\n".join(lines) + "\n").encode())
    return done


def _whole_parts(folder: Path, lines: Iterable[str]) -> Iterator[Part]:
    """Yield the parts that were noted, as long as they are there as noted."""
    for line in lines:
        try:
            part = Part(**json.loads(line))
            if _digest(folder / part.file) != part.sha256:
                return
        except (ValueError, TypeError, OSError):
            return
        yield part


def _portions(
    store: Store, graphs: Sequence[str], size: int, text: bool
) -> Iterator[tuple[list[str], list[ox.Quad]]]:
    """Yield graphs with their quads, sorted, about `size` quads at a time."""
    names: list[str] = []
    quads: list[ox.Quad] = []
    for graph in graphs:
        found = store.quads(graph)
        names.append(graph)
        quads += sorted(found if text else withhold_text(found), key=str)
        if len(quads) >= size:
            yield names, quads
            names, quads = [], []
    if names:
        yield names, quads


def _serialize(quads: Sequence[ox.Quad], form: str) -> bytes:
    if form == "nquads":
        return ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
    return ox.serialize(quads, format=ox.RdfFormat.TRIG, prefixes=PREFIXES) or b""


def _write_whole(path: Path, content: bytes) -> None:
    part = path.with_name(f"part-{path.name}.new")
    with part.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    part.replace(path)


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as content:
        while block := content.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a dump; InputError where the folder holds no whole dump."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        parts = tuple(Part(**part) for part in found["parts"])
        graphs = None if found["graphs"] is None else tuple(found["graphs"])
        return Manifest(
            found["version"], found["generation"], found["form"], found["text"], graphs, parts
        )
    except FileNotFoundError:
        raise InputError(f"{folder} is no whole dump: it has no {MANIFEST}") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{folder / MANIFEST} is damaged: {error}") from None


def list_dumps(folder: Path) -> list[tuple[Path, Manifest]]:
    """Return the whole dumps among the folders in `folder`, by name."""
    if not folder.is_dir():
        return []
    paths = sorted(path for path in folder.iterdir() if (path / MANIFEST).is_file())
    return [(path, read_manifest(path)) for path in paths]


def files_of(path: Path) -> list[Path]:
    """Return the files to load of a dump, whose checksums are compared, or one RDF file itself.

    InputError where a part is missing or damaged.
    """
    if not path.is_dir():
        if not path.is_file():
            raise InputError(f"{path}: no such file or dump")
        return [path]
    files = []
    for part in read_manifest(path).parts:
        file = path / part.file
        if not file.is_file():
            raise InputError(f"{file} is missing from the dump: nothing was loaded")
        if _digest(file) != part.sha256:
            raise InputError(f"{file} is damaged: its checksum differs; nothing was loaded")
        files.append(file)
    return files


def load(store: Store, paths: Sequence[Path]) -> int:
    """Load dumps or RDF files with named graphs into an empty store; return the number of quads.

    StoreError where the store holds data, InputError where a file cannot be used.
    """
    files = [file for path in paths for file in files_of(path)]
    if store.count():
        raise StoreError(f"the store {store.location} holds data: load into an empty one")
    store.load_files(files)
    return store.count()
