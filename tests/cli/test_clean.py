"""`kb clean` in a process of its own."""

import json

SENTENCE = (
    "The harbour of Kestria was closed on Monday after ship {} ran aground at its mouth, the port "
    "authority said in a statement."
)


def page(title, body):
    return f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}"


def test_one_object_per_article_and_one_line_per_failure(kb_command, tmp_path):
    body = "".join(f"<p>{SENTENCE.format(number)}</p>" for number in range(4))
    (tmp_path / "a.html").write_text(page("Harbour closed", body))
    (tmp_path / "b.html").write_text("<!doctype html><html>" + "<div>" * 200_000)
    (tmp_path / "c.txt").write_text(f"Kestria opens its harbour\n\n{SENTENCE}\n\n{SENTENCE}\n")
    done = kb_command("clean", "a.html", "b.html", "c.txt", "none.txt", cwd=tmp_path)
    first, second = map(json.loads, done.stdout.splitlines())
    assert (
        list(first)
        == (
            "source url title dek authors publisher section language published modified body "
            "captions items"
        ).split()
    )
    assert (first["source"], first["title"]) == ("a.html", "Harbour closed")
    assert first["body"].count("\n\n") == 3
    assert second["title"] == "Kestria opens its harbour"
    assert done.returncode == 1
    missing, nested = sorted(done.stderr.splitlines(), reverse=True)
    assert missing == "kb: none.txt: no such file or directory"
    assert nested.startswith("kb: b.html: HTML")


def test_dumps_are_read_by_several_workers_in_order(kb_command, tmp_path):
    rows = [{"title": "Harbour", "text": SENTENCE.format(number)} for number in range(20)]
    (tmp_path / "d.jsonl").write_text("\n".join(map(json.dumps, rows)))
    done = kb_command("clean", "d.jsonl", "--jobs", "2", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    articles = [json.loads(line) for line in done.stdout.splitlines()]
    assert [article["body"] for article in articles] == [row["text"] for row in rows]
    assert articles[1]["source"] == "d.jsonl, line 2"
