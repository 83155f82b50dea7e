"""What was ingested into one store: its documents, its runs, its errors and the kept sources.

A folder beside the graph holds

- `documents.jsonl`: one line per document whose graph is in the store; a later line on the same
  document replaces an earlier one;
- `runs.jsonl`: one line when a run begins and one when it ends, with times, host and versions,
  never with the name of a document;
- `decisions.jsonl`: what people decided on documents (`kb.decisions`); they outlast a document;
- `errors.jsonl`: one line per document that could not be ingested;
- `sources/`: the acquired bytes, by their SHA-256, so that `kb upgrade` needs no other copy.

A line is on the disk before the call returns. A line cut short by a crash is dropped when the
journal is next opened.
"""

from __future__ import annotations

import errno
import fcntl
import gzip
import json
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from kb.config import server_folder
from kb.errors import InputError, StoreError, StoreLocked
from kb.model import Interval, RawItem


def journal_folder(store: str, data: Path | None = None) -> Path:
    """Return the journal's folder of a store: inside its directory; of a server, by its URL.

    `data` is where the journals of servers lie, by default the user's data folder. Raises
    InputError for a store in memory, which keeps nothing.
    """
    if store == "memory:":
        raise InputError("a store in memory is gone when the command ends: choose a folder or URL")
    if not store.startswith(("http://", "https://")):
        return Path(store).expanduser() / "journal"
    return server_folder(store, data)


@dataclass(frozen=True, slots=True)
class Entry:
    """One document in the store and what is needed to extract it again.

    `fingerprint` stands for input, given metadata and extractor together; `processed` is False
    for a document that was stored with its metadata only. `published` is what the giver of the
    document stated, as two ISO dates. `ingested` is an ISO time in UTC.
    """

    doc: str
    fingerprint: str
    content_hash: str
    source: str
    media_type: str
    url: str | None
    published: tuple[str, str] | None
    title: str | None
    publisher: str | None
    given_publisher: str | None
    verbatim: bool
    language: str
    processed: bool
    ingested: str
    run: str
    listed: tuple[str, str] | None = None
    charset: str | None = None

    def raw_item(self, content: bytes) -> RawItem:
        """Return the item as it was first given."""
        return RawItem(
            self.source,
            content,
            self.media_type,
            self.url,
            _interval(self.published),
            self.title,
            self.given_publisher,
            self.verbatim,
            _interval(self.listed),
            self.charset,
        )


class Journal:
    """The journal of one store, open in one process at a time.

    Raises StoreLocked while another process holds it, StoreError where it cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with _as_store_error(folder):
            (folder / "sources").mkdir(parents=True, exist_ok=True)
            self._lock = (folder / "lock").open("a")
            try:
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self._lock.close()
                raise StoreLocked(
                    f"another command is changing the store of {folder}: try again when it is done"
                ) from None
            for name in ("documents", "runs", "errors", "decisions"):
                _drop_partial_line(folder / f"{name}.jsonl")
        self._decided = {line["doc"] for line in self._lines("decisions")}
        self._entries = {line["doc"]: _entry(line) for line in self._lines("documents")}
        self._fingerprints = {e.fingerprint: e.doc for e in self.entries if e.fingerprint}

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All documents in the store, in the order in which they were ingested."""
        return tuple(self._entries.values())

    @property
    def errors_file(self) -> Path:
        """The error report: one line per document that could not be ingested."""
        return self.folder / "errors.jsonl"

    def entry(self, doc: str) -> Entry | None:
        """Return the entry of a document, or None."""
        return self._entries.get(doc)

    def holds(self, doc: str) -> bool:
        """Tell whether a document is in the store."""
        return doc in self._entries

    def with_fingerprint(self, fingerprint: str) -> Entry | None:
        """Return the document that was ingested from exactly this input, or None."""
        doc = self._fingerprints.get(fingerprint)
        return self._entries[doc] if doc else None

    def keep_source(self, content_hash: str, content: bytes) -> None:
        """Keep the acquired bytes of a document under their hash."""
        path = self._source(content_hash)
        if path.exists():
            return
        with _as_store_error(path):
            path.parent.mkdir(exist_ok=True)
            _write_whole(path, gzip.compress(content, mtime=0))

    def source(self, entry: Entry) -> bytes:
        """Return the kept bytes of a document; StoreError where they are gone or damaged."""
        path = self._source(entry.content_hash)
        try:
            return gzip.decompress(path.read_bytes())
        except (OSError, EOFError, gzip.BadGzipFile) as error:
            raise StoreError(
                f"the kept text of document {entry.doc} is unreadable: {error}"
            ) from error

    def done(self, entry: Entry) -> None:
        """Record that a document's graph is in the store."""
        self._append("documents", asdict(entry))
        if (former := self._entries.get(entry.doc)) is not None:
            self._fingerprints.pop(former.fingerprint, None)
        self._entries[entry.doc] = entry
        if entry.fingerprint:
            self._fingerprints[entry.fingerprint] = entry.doc

    def failed(self, run: str, time: str, source: str, reason: str) -> None:
        """Record a document that could not be ingested."""
        self._append("errors", {"run": run, "time": time, "source": source, "error": reason})

    def record_run(self, **about: object) -> None:
        """Record the beginning or the end of a run: `run`, `state` (begun, ended), and more."""
        self._append("runs", about)

    def decide(self, decision: dict[str, Any]) -> None:
        """Record a decision of a person; `doc` names the document that it is on."""
        self._append("decisions", decision)
        self._decided.add(decision["doc"])

    def decisions(self, doc: str) -> list[dict[str, Any]]:
        """Return the decisions on a document, in the order in which they were made."""
        if doc not in self._decided:
            return []
        return [line for line in self._lines("decisions") if line["doc"] == doc]

    def purge(self, docs: Collection[str]) -> None:
        """Remove the decisions on documents, which otherwise outlast them."""
        if self._decided & set(docs):
            kept = [line for line in self._lines("decisions") if line["doc"] not in docs]
            self._rewrite("decisions", kept)
            self._decided -= set(docs)

    def last_extractor(self) -> str | None:
        """Return the extractor of the last run that came to its end, None where none did."""
        begun: dict[str, str] = {}
        last = None
        for line in self._lines("runs"):
            if line["state"] == "begun":
                begun[line["run"]] = line["extractor"]
            else:
                last = begun[line["run"]]
        return last

    def doubt(self, doc: str) -> None:
        """Record that a document's graph may be incomplete: the next ingest does it again."""
        if (entry := self._entries.get(doc)) is not None:
            self.done(replace(entry, fingerprint=""))

    def forget(self, docs: Collection[str]) -> None:
        """Remove every trace of documents: their lines, errors of their sources, kept bytes.

        Decisions on them stay, without the quads that they changed.
        """
        gone = [self._entries.pop(doc) for doc in docs if doc in self._entries]
        if not gone:
            return
        for entry in gone:
            self._fingerprints.pop(entry.fingerprint, None)
        sources = {entry.source for entry in gone} - {entry.source for entry in self.entries}
        self._rewrite("documents", [asdict(entry) for entry in self.entries])
        self._rewrite("errors", [e for e in self._lines("errors") if e["source"] not in sources])
        if self._decided & {entry.doc for entry in gone}:
            self._rewrite("decisions", [_bare(d, docs) for d in self._lines("decisions")])
        used = {entry.content_hash for entry in self.entries}
        for entry in gone:
            if entry.content_hash not in used:
                self._source(entry.content_hash).unlink(missing_ok=True)

    def close(self) -> None:
        """Let other processes have the journal; closing twice is harmless."""
        self._lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _source(self, content_hash: str) -> Path:
        digest = content_hash.removeprefix("sha256:")
        return self.folder / "sources" / digest[:2] / f"{digest}.gz"

    def _lines(self, name: str) -> Iterator[dict[str, Any]]:
        path = self.folder / f"{name}.jsonl"
        if not path.exists():
            return
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                try:
                    yield json.loads(line)
                except json.JSONDecodeError as error:
                    raise StoreError(f"{path}, line {number}: damaged: {error.msg}") from error

    def _append(self, name: str, line: dict[str, Any]) -> None:
        path = self.folder / f"{name}.jsonl"
        encoded = _encode(line)
        with _as_store_error(path), path.open("ab", buffering=0) as out:
            size = out.tell()
            try:
                if out.write(encoded) < len(encoded):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                os.fsync(out.fileno())
            except OSError:
                out.truncate(size)  # half a line would damage the next one
                raise

    def _rewrite(self, name: str, lines: list[dict[str, Any]]) -> None:
        path = self.folder / f"{name}.jsonl"
        with _as_store_error(path):
            _write_whole(path, b"".join(_encode(line) for line in lines))


@contextmanager
def _as_store_error(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(f"cannot write {path}: {error.strerror or error}") from error


def _entry(line: dict[str, Any]) -> Entry:
    for name in ("published", "listed"):
        line[name] = tuple(line.get(name) or ()) or None
    return Entry(**line)


def _interval(ends: tuple[str, str] | None) -> Interval | None:
    return Interval(*(date.fromisoformat(day) for day in ends)) if ends else None


def _bare(decision: dict[str, Any], docs: Collection[str]) -> dict[str, Any]:
    """Return a decision without the quads that it changed, if it is on one of the documents."""
    if decision["doc"] in docs and "changes" in decision:
        return {**decision, "changes": []}
    return decision


def _encode(line: dict[str, Any]) -> bytes:
    return (json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n").encode("utf-8")


def _write_whole(path: Path, content: bytes) -> None:
    """Write a file so that a reader or a crash sees the old or the new content, never a part."""
    part = path.with_suffix(path.suffix + ".part")
    try:
        with part.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def _drop_partial_line(path: Path) -> None:
    if not path.exists():
        return
    content = path.read_bytes()
    whole = content.rfind(b"\n") + 1
    if whole < len(content):
        os.truncate(path, whole)
