"""The figures of events and claims on the development sets.

    python -m bench.events CORPORA [--only NAME] [--keep FOLDER] [--write]

Prints one line per figure with its floor of bench/baseline.json ("events"); exit status 1 if one
is below. `--keep` keeps annotations in a folder of yours, so that a second run with other rules
need not parse again. `--write` raises the floors that the figures exceed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from bench.scorers import (
    events_dev,
    meantime,
    own_gold,
    petrarch,
    polnear,
    re3d,
    wikievents,
)
from bench.scorers.reading import Reader
from kb.config import Settings

BASELINE = Path(__file__).with_name("baseline.json")
SCORERS: Mapping[str, Callable[[Reader, Path], dict[str, float]]] = {
    "own gold": own_gold.measure,
    "own training": own_gold.measure_training,
    "events_dev": events_dev.measure,
    "MEANTIME": meantime.measure,
    "WikiEvents": wikievents.measure,
    "re3d": re3d.measure,
    "PETRARCH": petrarch.measure,
    "PolNeAR": polnear.measure,
}


def main() -> int:
    """Print the table and gate it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpora", type=Path, help="folder of the corpora")
    parser.add_argument("--only", choices=SCORERS, help="measure one set")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep annotations here")
    parser.add_argument("--write", action="store_true", help="raise the floors to these figures")
    arguments = parser.parse_args()
    reader = Reader(Settings(), arguments.keep)
    baseline = json.loads(BASELINE.read_text("utf-8"))
    floors: dict[str, float] = baseline.setdefault("events", {})
    below = False
    for name, measure in SCORERS.items():
        if arguments.only not in (None, name):
            continue
        for figure, value in measure(reader, arguments.corpora).items():
            key = f"{name} {figure}"
            floor = floors.get(key)
            shown = "" if floor is None else f"  floor {floor:.3f}"
            print(f"{key:52} {value:7.3f}{shown}", flush=True)
            below |= floor is not None and round(value, 3) < floor
            if arguments.write and floor is not None:
                floors[key] = max(floor, round(value, 3))
        reader.keep()
    if arguments.write:
        BASELINE.write_text(json.dumps(baseline, indent=2, sort_keys=True) + "\n", "utf-8")
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
