"""CPU seconds of each part of an ingest of the sample pages: `python bench/speed.py`."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from kb import pipeline
from kb.acquire import Failure, read_paths
from kb.config import Settings, resource
from kb.rdf import lifecycle
from kb.store import open_store


def main() -> None:
    """Print one line per part."""
    laps = [("start of Python and imports", process_time())]
    settings = Settings()
    tools = pipeline.load_tools(settings)
    laps.append(("model, catalogue, lexicon, shapes", process_time()))
    items = list(read_paths([resource("data/articles")]))
    bundles = [pipeline.process(i, tools) for i in items if not isinstance(i, Failure)]
    laps.append((f"{len(bundles)} documents to quads", process_time()))
    with TemporaryDirectory() as folder, open_store(f"{folder}/store") as store:
        pipeline.put_reference(store, tools.catalogue, settings)
        laps.append(("ontology and catalogue to an empty store", process_time()))
        for bundle in bundles:
            doc = bundle.extraction.annotation.document.id
            lifecycle.ingest(store, {doc: bundle.quads}, date(2026, 1, 1))
        laps.append((f"{len(bundles)} documents to the store, joined", process_time()))
        print(f"{store.count():,} quads")
    before = 0.0
    for name, at in laps:
        print(f"{at - before:6.2f} s  {name}")
        before = at


if __name__ == "__main__":
    main()
