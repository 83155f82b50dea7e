"""Load and faults: a large web archive through `kb clean`, killed and resumed ingests.

Usage: python -m bench.load clean [--records 20000] [--jobs 2]
       python -m bench.load kills [--documents 1000] [--kills 2] [--jobs 2]

The records are generated, each different from all others. `clean` prints the articles that came
out, pages per CPU-second and the memory of all processes in each tenth of the run. `kills` ingests
documents with SIGKILLs of the whole process group, resuming each time, and again undisturbed with
one job, and compares the graphs up to the names of events; it returns 1 where they differ.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import os
import random
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from kb.catalogue import load_catalogue
from kb.config import Settings
from kb.namespaces import expand
from kb.store import open_store

_DEEDS = (
    "{a} sent {n} drones to {b} on {day}.",
    "{a} expelled {n} diplomats of {b} on {day}, its foreign ministry said.",
    "The government of {a} imposed sanctions on {n} companies of {b} on {day}.",
    "{a} said on {day} that it would send {n} tonnes of flour to {b}.",
    "The president of {a} met the prime minister of {b} on {day} for {n} hours.",
    "{a} accused {b} of shelling {n} villages on {day}.",
    "Officials of {b} denied on {day} that {a} had closed {n} of their offices.",
)
_EVENT = re.compile(r"event/([0-9a-f]{12})")
_WAIT = 600.0  # seconds for the next document of a run


def pages(number: int) -> Iterator[tuple[str, str]]:
    """Yield addresses and HTML pages, each with other parties, days and amounts."""
    states = state_names()
    for index in range(number):
        chosen = random.Random(index)
        sentences = sentences_of(chosen, states, chosen.randint(8, 14))
        paragraphs = [" ".join(sentences[i : i + 3]) for i in range(0, len(sentences), 3)]
        title = f"Report {index}: {sentences[0][:60]}"
        body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
        yield (
            f"https://outlet{index % 50}.example/2024/08/{index % 28 + 1:02}/report-{index}",
            f"<!DOCTYPE html><html lang=en><head><title>{title}</title></head><body><nav>"
            f"<a href=/>Home</a></nav><article><h1>{title}</h1>{body}</article></body></html>",
        )


def state_names() -> list[str]:
    """Return the names of all states of the catalogue."""
    catalogue = load_catalogue(Settings().catalogue_dir)
    return sorted(a.label for a in catalogue.actors.values() if a.kind == "State")


def sentences_of(chosen: random.Random, states: Sequence[str], number: int) -> list[str]:
    """Return sentences on what states did to one another, drawn by chance."""
    sentences = []
    for _ in range(number):
        a, b = chosen.sample(states, 2)
        day = f"{chosen.randint(1, 28)} {chosen.choice(('March', 'May', 'July'))} 2024"
        amount = chosen.randint(2, 90_000)
        sentences.append(chosen.choice(_DEEDS).format(a=a, b=b, n=amount, day=day))
    return sentences


def write_archive(path: Path, number: int) -> None:
    """Write a compressed web archive of generated pages."""
    with path.open("wb") as out:
        writer = WARCWriter(out, gzip=True)
        for url, page in pages(number):
            headers = [("Content-Type", "text/html; charset=utf-8")]
            record = writer.create_warc_record(
                url,
                "response",
                payload=io.BytesIO(page.encode()),
                http_headers=StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1"),
            )
            writer.write_record(record)


def memory_of(group: int) -> int:
    """Return the resident memory of all processes of a group, in bytes."""
    total = 0
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if os.getpgid(int(entry.name)) == group:
                    pages_held = int((entry / "statm").read_text().split()[1])
                    total += pages_held * resource.getpagesize()
            except (OSError, ValueError, IndexError):
                continue
    return total


def start(*arguments: str) -> subprocess.Popen[bytes]:
    """Start `kb` as leader of a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "kb", *arguments],
        stdout=subprocess.PIPE,
        start_new_session=True,
        env=os.environ | {"KB_LOG_LEVEL": "error"},
    )


def clean(records: int, jobs: int) -> int:
    """Send an archive through `kb clean`; return 1 where an article is missing."""
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "load.warc.gz"
        write_archive(archive, records)
        running = start("clean", str(archive), "--jobs", str(jobs))
        assert running.stdout is not None
        memory: dict[int, int] = defaultdict(int)
        count = 0
        for count, _ in enumerate(running.stdout, 1):
            if count % max(1, records // 50) == 0:
                tenth = min(9, count * 10 // records)
                memory[tenth] = max(memory[tenth], memory_of(running.pid))
        status = running.wait()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"articles {count} of {records}, status {status}")
    print(f"speed {count / (used.ru_utime + used.ru_stime):.1f} pages per CPU-second")
    print("memory by tenth, MB:", *(memory[tenth] // 1_000_000 for tenth in sorted(memory)))
    return 0 if (count, status) == (records, 0) else 1


def ingest_with_kills(archive: Path, store: Path, goals: list[int], jobs: int) -> None:
    """Ingest an archive; kill the run when as many documents are done as each goal says."""
    journal = store / "journal" / "documents.jsonl"
    for goal in [*goals, None]:
        running = start("ingest", str(archive), "--store", str(store), "--jobs", str(jobs))
        deadline = time.monotonic() + _WAIT
        while goal is not None and _lines(journal) < goal:
            if running.poll() is not None:
                raise RuntimeError("the run ended before it could be killed")
            if time.monotonic() > deadline:
                raise RuntimeError("the run does not come on")
            time.sleep(0.02)
        if goal is not None:
            os.killpg(running.pid, signal.SIGKILL)
        running.communicate()
        if goal is None and running.returncode:
            raise RuntimeError(f"the last run failed with status {running.returncode}")


def _lines(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else 0


def graph_of(store: Path) -> set[str]:
    """Return the quads of a store as lines in which an event is named by its mentions."""
    out = io.BytesIO()
    with open_store(str(store), create=False) as opened:
        opened.dump(out)
    lines = out.getvalue().decode().splitlines()
    refers, created = (f"<{expand(name)}>" for name in ("kb:refersTo", "dcterms:created"))
    mentions: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        subject, predicate, rest = line.split(" ", 2)
        if predicate == refers and (event := _EVENT.search(rest)):
            mentions[event[1]].append(subject)
    names = {
        event: hashlib.sha256("\n".join(sorted(found)).encode()).hexdigest()
        for event, found in mentions.items()
    }

    def renamed(match: re.Match[str]) -> str:
        return f"event/{names.get(match[1], match[1])}"

    return {_EVENT.sub(renamed, line) for line in lines if f" {created} " not in line}


def kills(documents: int, times: int, jobs: int) -> int:
    """Compare a killed and resumed ingest with an undisturbed one; return 1 where they differ."""
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "load.warc.gz"
        write_archive(archive, documents)
        goals = [documents * (n + 1) // (times + 1) for n in range(times)]
        ingest_with_kills(archive, Path(folder) / "killed", goals, jobs)
        ingest_with_kills(archive, Path(folder) / "whole", [], 1)
        killed, whole = graph_of(Path(folder) / "killed"), graph_of(Path(folder) / "whole")
    print(f"documents {documents}, kills {times} at {goals}, jobs {jobs} against 1")
    extra, missing = len(killed - whole), len(whole - killed)
    print(f"quads {len(whole)}, after kills {extra} more and {missing} missing")
    for line in sorted(killed ^ whole)[:5]:
        print(line[:300], file=sys.stderr)
    return 0 if killed == whole else 1


def main() -> int:
    """Run one of the two measurements."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("clean", "kills"))
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=2)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    if options.what == "clean":
        return clean(options.records, options.jobs)
    return kills(options.documents, options.kills, options.jobs)


if __name__ == "__main__":
    sys.exit(main())
