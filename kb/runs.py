"""One run over documents: what it did, and its line in the run manifest.

The manifest holds what must not be in a document's graph, lest the graph change with the clock:
times, host and versions.
"""

from __future__ import annotations

import hashlib
import logging
import platform
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import monotonic

from kb import __version__
from kb.config import Settings
from kb.duplicates import Sketch
from kb.journal import Entry, Journal
from kb.model import Interval, RawItem, RunReport

# Packages whose version can change what is extracted or how it is stored.
PACKAGES = (
    "dateparser",
    "lemminflect",
    "numpy",
    "onnxruntime",
    "pyoxigraph",
    "pypdf",
    "readability-lxml",
    "tokenizers",
    "trafilatura",
)
STAGES = ("acquire", "annotate", "catalogue", "clean", "dates", "extract", "rdf")

log = logging.getLogger(__name__)


def extractor_version(settings: Settings) -> str:
    """Return the program's version and 12 hex digits of its stages, model and data.

    Documents extracted by the same version from the same input have the same quads; a changed
    rule, word list, catalogue or model gives another version, so that they are extracted again.
    """
    package = Path(__file__).resolve().parent
    folders = [package / stage for stage in STAGES]
    folders += [settings.model_dir, settings.catalogue_dir, settings.lexicon_dir]
    if settings.catalogue_overlay.is_dir():
        folders.append(settings.catalogue_overlay)
    digest = hashlib.sha256(settings.base_iri.encode())
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(path.relative_to(folder).as_posix().encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return f"{__version__}+{digest.hexdigest()[:12]}"


def content_hash(content: bytes) -> str:
    """Return the hash by which acquired bytes are known."""
    return "sha256:" + hashlib.sha256(content).hexdigest()


def fingerprint(item: RawItem, extractor: str) -> str:
    """Return 32 hex digits of everything that a document's graph depends on."""
    given = (
        content_hash(item.content),
        item.media_type,
        item.url,
        _ends(item.published),
        item.title,
        item.publisher,
        item.verbatim,
        _ends(item.listed),
        item.charset,
        extractor,
    )
    return hashlib.sha256(repr(given).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Digest:
    """What a run needs of a document that was worked on elsewhere; `quads` are N-Quads."""

    doc: str
    content_hash: str
    publisher: str | None
    language: str
    processed: bool
    events: int
    claims: int
    quads: bytes
    sketch: Sketch


class Run:
    """The account of one run, kept while it goes on."""

    def __init__(self, journal: Journal, extractor: str, command: str) -> None:
        self._journal = journal
        self._extractor = extractor
        self.started = datetime.now(UTC)
        self._clock = monotonic()
        self._ingested: list[str] = []
        self._unchanged: list[str] = []
        self._errors: list[tuple[str, str]] = []
        self._events = self._claims = 0
        self.id = f"{self.started:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
        journal.record_run(
            run=self.id,
            state="begun",
            command=command,
            started=self._now(),
            host=platform.node(),
            system=platform.platform(),
            python=platform.python_version(),
            extractor=extractor,
            packages=_versions(),
        )

    def ingested(self, item: RawItem, mark: str, digest: Digest) -> None:
        """Record a document whose graph is now in the store; `mark` is its fingerprint."""
        self._journal.done(
            Entry(
                doc=digest.doc,
                fingerprint=mark,
                content_hash=digest.content_hash,
                source=item.source,
                media_type=item.media_type,
                url=item.url,
                published=_ends(item.published),
                title=item.title,
                publisher=digest.publisher,
                given_publisher=item.publisher,
                verbatim=item.verbatim,
                listed=_ends(item.listed),
                charset=item.charset,
                language=digest.language,
                processed=digest.processed,
                ingested=self._now(),
                run=self.id,
            )
        )
        self._ingested.append(digest.doc)
        self._events += digest.events
        self._claims += digest.claims
        log.debug("document-ingested", extra={"doc": digest.doc, "source": item.source})

    def unchanged(self, doc: str) -> None:
        """Record a document that needs no work."""
        self._unchanged.append(doc)

    def failed(self, source: str, reason: str) -> None:
        """Record a document that could not be ingested."""
        self._errors.append((source, reason))
        self._journal.failed(self.id, self._now(), source, reason)
        log.debug("document-failed", extra={"source": source, "reason": reason})

    def end(self) -> RunReport:
        """Record the end of the run and return what it did."""
        report = RunReport(
            ingested=tuple(self._ingested),
            unchanged=tuple(self._unchanged),
            errors=tuple(self._errors),
            events=self._events,
            claims=self._claims,
            started=self.started,
            seconds=monotonic() - self._clock,
        )
        self._journal.record_run(
            run=self.id,
            state="ended",
            ended=self._now(),
            seconds=round(report.seconds, 3),
            ingested=len(report.ingested),
            unchanged=len(report.unchanged),
            failed=len(report.errors),
            events=report.events,
            claims=report.claims,
        )
        return report

    def _now(self) -> str:
        return datetime.now(UTC).isoformat(timespec="seconds")


def _ends(interval: Interval | None) -> tuple[str, str] | None:
    return (interval.earliest.isoformat(), interval.latest.isoformat()) if interval else None


def _versions() -> dict[str, str]:
    found = {}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "absent"
    return found
