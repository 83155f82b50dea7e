"""A run that is killed twice and resumed, with other jobs, ends with the same graph."""

import json

from bench.load import graph_of, ingest_with_kills, start, write_archive

DOCUMENTS = 12


def test_killed_runs_end_with_the_graph_of_an_undisturbed_one(tmp_path):
    archive = tmp_path / "load.warc.gz"
    write_archive(archive, DOCUMENTS)
    ingest_with_kills(archive, tmp_path / "killed", [3, 8], jobs=2)
    ingest_with_kills(archive, tmp_path / "whole", [], jobs=1)
    killed, whole = graph_of(tmp_path / "killed"), graph_of(tmp_path / "whole")
    assert sum("event/" in line for line in whole) > DOCUMENTS
    assert killed == whole
    lines = (tmp_path / "killed" / "journal" / "documents.jsonl").read_text().splitlines()
    assert len({json.loads(line)["doc"] for line in lines}) == DOCUMENTS


def test_archive_gives_as_many_different_articles(tmp_path):
    archive = tmp_path / "load.warc.gz"
    write_archive(archive, 30)
    out, _ = start("clean", str(archive), "--jobs", "2").communicate()
    articles = [json.loads(line) for line in out.splitlines()]
    assert len({article["body"] for article in articles}) == 30
    assert articles[7]["url"] == "https://outlet7.example/2024/08/08/report-7"
