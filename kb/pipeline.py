"""The whole flow: raw item -> document -> annotation -> events and claims -> quads -> store.

`process` is what happens to one document; `ingest` is what happens to many. A document counts
as done only when its graph is in the store, so a run that was killed is resumed by repeating it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, partial
from pathlib import Path
from urllib.parse import urlsplit

import pyoxigraph
from pyoxigraph import NamedNode, Quad, RdfFormat

from kb import corrections
from kb.acquire import Failure
from kb.acquire.capture import remove_captures
from kb.acquire.visits import Visits
from kb.annotate import annotate
from kb.annotate.language import LanguageCore
from kb.catalogue import (
    Catalogue,
    check_catalogue,
    load_catalogue,
    locate,
    read_memberships,
)
from kb.clean import clean
from kb.config import Settings, resource
from kb.duplicates import Duplicates, sketch
from kb.errors import CatalogueError, InputError, KbError, StoreError, internal_error
from kb.extract import Lexicon, Refusal, extract, load_lexicon
from kb.ids import actor_iri, candidate_iri, cluster_iri, graph_iri, place_iri
from kb.journal import Entry, Journal
from kb.model import Annotation, Document, Entity, Extraction, RawItem, RunReport
from kb.rdf import (
    CURATED_GRAPHS,
    build_graph,
    check_shapes,
    curated_quads,
    lifecycle,
    load_shapes,
    ontology_graphs,
    ontology_quads,
)
from kb.rdf.shapes import Shapes
from kb.runs import Digest, Run, extractor_version, fingerprint
from kb.store import Store
from kb.workers import Lost, Outcome, work

PROCESSED_LANGUAGE = "en"
AGENCY = "NewsAgency"
MEDIA = ("MediaOutlet", AGENCY)  # classes of the ontology
_COPIES = "copies.sqlite"  # in the journal's folder
Progress = Callable[[Iterable[Entry]], Iterable[Entry]]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Tools:
    """What the stages need beside the document."""

    core: LanguageCore
    catalogue: Catalogue
    lexicon: Lexicon
    shapes: Shapes
    version: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """All that comes of one document."""

    extraction: Extraction
    quads: tuple[Quad, ...]


def load_tools(settings: Settings) -> Tools:
    """Return the tools; ModelError or CatalogueError where a shipped file is missing or damaged."""
    return Tools(
        core=LanguageCore.load(settings.model_dir),
        catalogue=load_catalogue(settings.catalogue_dir, settings.catalogue_overlay),
        lexicon=load_lexicon(settings.lexicon_dir),
        shapes=load_shapes(resource("ontology")),
        version=extractor_version(settings),
    )


def understand(raw: RawItem, tools: Tools, refused: list[Refusal] | None = None) -> Extraction:
    """Return everything found in one item; of a document in another language its metadata only.

    With a list given, what the rules refused is added to it.
    """
    document = clean(raw)
    if document.language != PROCESSED_LANGUAGE:
        return Extraction(Annotation(document, (), (), ()), (), ())
    annotation = annotate(document, tools.core, tools.catalogue)
    return extract(annotation, tools.lexicon, tools.catalogue, refused)


def process(raw: RawItem, tools: Tools) -> Bundle:
    """Turn one raw item into quads: clean, annotate, extract, build, check."""
    extraction = understand(raw, tools)
    document = extraction.annotation.document
    publisher = find_publisher(document, tools.catalogue)
    agencies = find_agencies(document, tools.catalogue)
    quads = build_graph(extraction, tools.version, publisher, agencies)
    check_shapes(quads, tools.shapes)
    return Bundle(extraction, tuple(quads))


def find_publisher(document: Document, catalogue: Catalogue) -> Entity | None:
    """Return who published a document: an outlet of the catalogue, else a candidate, else None."""
    name = document.publisher
    senses = catalogue.find(name) if name else ()
    slugs = [sense.slug for sense in senses if sense.target == "actor"]
    host = urlsplit(document.url or "").hostname or ""
    slugs += [
        a.slug
        for a in catalogue.actors.values()
        if a.domain and f".{host}".endswith(f".{a.domain}")
    ]
    outlets = [slug for slug in slugs if catalogue.actors[slug].kind in MEDIA]
    if outlets:
        return catalogue.entity(outlets[0])
    # The IRI that a text gives to an organisation of this name, so that both are the same actor.
    return (
        Entity(candidate_iri("Organization", name), "MediaOutlet", name, candidate=True)
        if name
        else None
    )


def find_agencies(document: Document, catalogue: Catalogue) -> list[Entity]:
    """Return the news agencies of the catalogue that a document's main story is credited to."""
    senses = (sense for name in document.agencies for sense in catalogue.find(name))
    slugs = dict.fromkeys(sense.slug for sense in senses if sense.target == "actor")
    return [catalogue.entity(s) for s in slugs if catalogue.actors[s].kind == AGENCY]


def put_reference(store: Store, catalogue: Catalogue, settings: Settings) -> None:
    """Put the ontology, its code lists and the catalogue in place of what the store has of them.

    Raises CatalogueError, naming file, line and reason, where the catalogue is not sound.
    """
    directory = resource("ontology")
    curated = _curated(catalogue, settings)
    store.replace_graphs([], drop=[*ontology_graphs(directory), *CURATED_GRAPHS])
    store.load([*ontology_quads(directory), *curated])


def put_entry(store: Store, catalogue: Catalogue, slug: str) -> None:
    """Add what the catalogue says of one actor or place to what the store has of it."""
    chain = [slug]
    while chain[-1] in catalogue.actors and len(chain) <= len(catalogue.actors):
        actor = catalogue.actors[chain[-1]]
        above = catalogue.acts_for(actor.slug) or actor.part_of
        if above is None or above in chain:
            break
        chain.append(above)
    quads = curated_quads(
        [catalogue.actors[name] for name in chain if name in catalogue.actors],
        [catalogue.places[slug]] if slug in catalogue.places else [],
        catalogue.offices.values(),
        catalogue.tenures,
    )
    named = NamedNode(actor_iri(slug)), NamedNode(place_iri(slug))
    store.load(quad for quad in quads if quad.subject in named)


def _curated(catalogue: Catalogue, settings: Settings) -> list[Quad]:
    folders = settings.catalogue_dir, settings.catalogue_overlay
    memberships = read_memberships(*folders)
    findings = check_catalogue(catalogue, memberships)
    if findings:
        where = locate(findings[0].kind, findings[0].key, *folders)
        more = f" (and {len(findings) - 1} more: kb validate --catalogue)" * (len(findings) > 1)
        raise CatalogueError(f"{where}: {findings[0]}{more}")
    return curated_quads(
        catalogue.actors.values(),
        catalogue.places.values(),
        catalogue.offices.values(),
        catalogue.tenures,
        memberships,
    )


def ingest(
    items: Iterable[RawItem | Failure],
    store: Store,
    journal: Journal,
    settings: Settings,
    jobs: int = 0,
) -> RunReport:
    """Bring items into the store and return what was done.

    Items that are there already, by content, given metadata and extractor, are left alone. An
    item that fails is recorded and left out. StoreError, ModelError and CatalogueError end the
    run, as they would fail every item; what was done until then stays and is not done again.
    The work on documents is done by `jobs` supervised processes, with 0 by this one, without
    limits; the graph is the same.
    """
    return _run("ingest", items, store, journal, settings, jobs)


def upgrade(
    store: Store,
    journal: Journal,
    settings: Settings,
    progress: Progress = iter,
    jobs: int = 0,
) -> RunReport:
    """Extract every document of the store again from its kept bytes, where the extractor changed.

    `progress` is given the entries and yields them, as a progress bar does; `jobs` as in `ingest`.
    """
    entries = progress(journal.entries)
    items = (entry.raw_item(journal.source(entry)) for entry in entries)
    return _run("upgrade", items, store, journal, settings, jobs)


def choose(
    journal: Journal, docs: Sequence[str], publisher: str | None, before: date | None
) -> list[str]:
    """Return the ids of documents named, or of a publisher, or last ingested before a day (UTC).

    A name is an id or the IRI of a document or of its graph. Raises InputError on an unknown one.
    """
    named = [doc.rstrip("/").rpartition("/")[2] for doc in docs]
    for doc, name in zip(named, docs, strict=True):
        if journal.entry(doc) is None:
            raise InputError(f"no document {name} in the store: nothing was removed")
    chosen = dict.fromkeys(named)
    for entry in journal.entries:
        by_name = publisher is not None and publisher in (entry.publisher, entry.given_publisher)
        by_age = before is not None and entry.ingested < before.isoformat()
        if by_name or by_age:
            chosen[entry.doc] = None
    return list(chosen)


def forget(docs: Collection[str], store: Store, journal: Journal, *, purge: bool = False) -> None:
    """Remove documents with their links, and the events that nobody else reports.

    The decisions on them stay in the journal, should they come back, unless `purge`.
    """
    for doc in docs:
        # Should the removal be cut short, an ingest must not take the document for present.
        journal.doubt(doc)
    lifecycle.forget(store, docs, datetime.now(UTC).date())
    with Duplicates(journal.folder / _COPIES) as copies:
        copies.forget(docs)
    _forget_pages({e.url for e in map(journal.entry, docs) if e and e.url}, journal.folder)
    journal.forget(docs)
    if purge:
        journal.purge(docs)


def _forget_pages(urls: Collection[str], folder: Path) -> None:
    """Remove what was kept of fetched pages."""
    if not urls:
        return
    remove_captures(folder / "captures", urls)
    if (visited := folder / "visits.sqlite").exists():
        with Visits(visited) as visits:
            visits.forget(urls)


def _run(
    command: str,
    items: Iterable[RawItem | Failure],
    store: Store,
    journal: Journal,
    settings: Settings,
    jobs: int,
) -> RunReport:
    version = extractor_version(settings)
    present = frozenset(store.graphs())  # empty where `kb upgrade` renewed the store's schema
    outdated = journal.last_extractor() != version or not present
    inhabited = bool(journal.entries)
    run = Run(journal, version, command)
    if outdated:
        catalogue = load_catalogue(settings.catalogue_dir, settings.catalogue_overlay)
        put_reference(store, catalogue, settings)
    with Duplicates(journal.folder / _COPIES) as copies:
        fresh = _fresh(items, journal, run, present, version)
        for outcome in _digests(fresh, settings, jobs):
            item, digest = outcome.thing, outcome.result
            if isinstance(digest, Lost):
                run.failed(item.source, digest.reason)
                continue
            journal.keep_source(digest.content_hash, item.content)
            quads = list(pyoxigraph.parse(digest.quads, format=RdfFormat.N_QUADS))
            try:
                cluster = cluster_iri(copies.place(digest.doc, digest.sketch))
                today = run.started.date()
                corrections.ingest(digest.doc, quads, store, journal, today, cluster)
            except StoreError:
                raise
            except Exception as error:  # whatever a document brings about, the others go on
                run.failed(item.source, _reason(error))
                continue
            run.ingested(item, fingerprint(item, version), digest)
    if outdated and inhabited:
        lifecycle.rebuild(store, run.started.date())
    return run.end()


def _fresh(
    items: Iterable[RawItem | Failure],
    journal: Journal,
    run: Run,
    present: Collection[str],
    version: str,
) -> Iterator[RawItem]:
    """Yield the items that need work, and record the others."""
    for item in items:
        if isinstance(item, Failure):
            run.failed(item.source, item.reason)
            continue
        known = journal.with_fingerprint(fingerprint(item, version))
        if known and graph_iri(known.doc) in present:
            run.unchanged(known.doc)
        else:
            yield item


def _digests(
    items: Iterator[RawItem], settings: Settings, jobs: int
) -> Iterator[Outcome[RawItem, Digest]]:
    """Yield what the work on each item gave, in their order."""
    if jobs:
        prepare = partial(worker, settings)
        yield from work(prepare, items, jobs=jobs, seconds=settings.time_limit)
        return
    prepared = cache(lambda: worker(settings))
    for item in items:
        digest = prepared()
        try:
            yield Outcome(item, digest(item))
        except Exception as error:  # whatever a document brings about, the others go on
            yield Outcome(item, Lost(_reason(error)))


def worker(settings: Settings) -> Callable[[RawItem], Digest]:
    """Return the work on one item, with the tools loaded."""
    tools = load_tools(settings)
    return lambda item: _digest(process(item, tools))


def _body(document: Document) -> str:
    """Return the paragraphs of the main story."""
    main = next(article for article in document.articles if article.kind == "main")
    return "\n".join(document.text[span.start : span.end] for span in main.paragraphs)


def _digest(bundle: Bundle) -> Digest:
    extraction = bundle.extraction
    document = extraction.annotation.document
    quads = pyoxigraph.serialize(bundle.quads, format=RdfFormat.N_QUADS)
    assert quads is not None
    return Digest(
        doc=document.id,
        content_hash=document.content_hash,
        publisher=document.publisher,
        language=document.language,
        processed=bool(extraction.annotation.sentences),
        events=len(extraction.events),
        claims=len(extraction.claims),
        sketch=sketch(_body(document)),
        quads=quads,
    )


def _reason(error: Exception) -> str:
    """Return one line on why a document failed; of an error of ours also the place in the code."""
    if isinstance(error, KbError):
        return str(error)
    log.debug("internal-error", exc_info=error)
    return internal_error(error)
