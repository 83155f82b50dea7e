"""Writes `docs/example.ipynb`, executed: `python -m bench.notebook STORE`.

The store is the one of the sample articles (`kb ingest data/articles --store STORE`).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOK = ROOT / "docs" / "example.ipynb"
CELLS = (
    "# Events in Python\n\nRun on the sample articles: `kb ingest data/articles --store store`. "
    "See `docs/python.md`.",
    "import os\n\nfrom kb import open_store\n\n"
    'store = open_store(os.environ.get("KB_STORE", "store"))',
    "## Who is busiest?",
    'store.query("actors_by_events").to_dataframe()[["name", "events"]].head(5)',
    "## A question of one's own\n\nDays are real dates, and `precision` says how exact they are.",
    'frame = store.query("""\n    SELECT ?what ?earliest ?latest ?status ?sources WHERE {\n'
    "      ?event a kb:Event ; kb:participant ?actor ; rdfs:label ?what ;\n"
    "             kb:status/skos:prefLabel ?status ; kb:sourceCount ?sources ;\n"
    "             kb:earliest ?earliest ; kb:latest ?latest .\n"
    '    } ORDER BY ?earliest ?what""", actor="id:actor/finland").to_dataframe()\nframe.dtypes',
    'frame[["earliest", "precision", "what", "status"]].head(5)',
    "## The sentences behind an event",
    'row = store.timeline("Finland").rows[0]\nfor report in row.reports:\n'
    '    print(report.headline, "|", report.sentence)',
    "store.close()",
)


def build() -> nbformat.NotebookNode:
    """Return the notebook, not executed; text cells are those that begin with `#`."""
    notebook = nbformat.v4.new_notebook()
    for number, source in enumerate(CELLS):
        make = nbformat.v4.new_markdown_cell if source[0] == "#" else nbformat.v4.new_code_cell
        notebook.cells.append(make(source, id=f"cell-{number}"))
    return notebook


def execute(store: str) -> nbformat.NotebookNode:
    """Return the notebook with its outputs on a store; raises where a cell fails."""
    os.environ["KB_STORE"] = store
    os.environ["PYTHONPATH"] = str(ROOT)
    notebook = build()
    NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)  # times, which would differ each time
        for output in cell.get("outputs", ()):
            output.get("data", {}).pop("text/html", None)
    notebook.metadata.pop("widgets", None)
    notebook.metadata["language_info"] = {"name": "python"}
    return notebook


def main() -> None:
    """Write the executed notebook."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    nbformat.write(execute(str(Path(sys.argv[1]).resolve())), NOTEBOOK)


if __name__ == "__main__":
    main()
