"""Whatever is given: one clear line, the right exit status, the store intact."""

import hashlib
import io
import resource

import pytest

from kb.acquire import read_paths
from kb.clean import clean
from kb.store import open_store

GOOD = """Norway sends generators to Moldova

OSLO, 14 January 2025 - Norway sent 40 generators to Moldova on Monday, the Norwegian foreign
ministry said. The ministry said the generators would be delivered to hospitals in Chisinau.
"""


@pytest.fixture(scope="module")
def filled(tmp_path_factory, kb_command):
    """Return a folder with a store that holds one document, and that document."""
    folder = tmp_path_factory.mktemp("filled")
    (folder / "good.txt").write_text(GOOD, encoding="utf-8")
    done = kb_command("ingest", "good.txt", "--store", "store", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    return folder


@pytest.fixture
def attempt(filled, kb_command):
    """Return a function that runs `kb` on the filled store and checks that this stays as it is."""

    def run(*arguments, store="store", **options):
        before = digest(filled / "store")
        done = kb_command(*arguments, "--store", store, cwd=filled, **options)
        assert digest(filled / "store") == before, "the store has changed"
        assert "Traceback" not in done.stderr
        assert "internal error" not in done.stderr
        return done

    return run


def digest(store):
    """Return a hash of all quads of a store, opened as any command would open it."""
    with open_store(str(store), create=False) as opened:
        out = io.BytesIO()
        opened.dump(out)
    return hashlib.sha256(b"\n".join(sorted(out.getvalue().splitlines()))).hexdigest()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b" \n\t\n", "white space", id="blank"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "image", id="binary"),
        pytest.param(b"%PDF-1.7\n" + bytes(range(256)), "PDF", id="pdf"),
        pytest.param(b"word " * 10_000_000, "larger than", id="50 MB"),
        pytest.param(
            b"<!doctype html><title>Log in</title><form><input name=q></form>",
            "article",
            id="no article",
        ),
    ],
)
def test_unusable_document(filled, attempt, content, reason):
    (filled / "bad.bin").write_bytes(content)
    done = attempt("ingest", "good.txt", "bad.bin")
    assert done.returncode == 1
    assert done.stdout.startswith("0 documents ingested, 1 unchanged, 1 failed; ")
    complaint, report = done.stderr.splitlines()
    assert complaint.startswith("kb: bad.bin: ")
    assert reason in complaint
    assert report == "kb: 1 document failed: store/journal/errors.jsonl"
    errors = (filled / "store" / "journal" / "errors.jsonl").read_text().splitlines()
    assert '"source": "bad.bin"' in errors[-1]


def test_missing_file(attempt):
    done = attempt("ingest", "nowhere.html")
    assert done.returncode == 1
    assert done.stderr.startswith("kb: nowhere.html: no such file or directory\n")


def test_wrong_encoding_is_read_as_what_it_is(tmp_path):
    """A page that says UTF-8 and is Windows-1252 loses no letter."""
    page = GOOD.replace("Norway", "Türkiye").replace("OSLO", "ANKARA")
    html = f"<html><head><meta charset=utf-8></head><body><article><p>{page}</p></article></body>"
    (tmp_path / "wrong.html").write_bytes(html.encode("cp1252"))
    (item,) = read_paths([tmp_path / "wrong.html"])
    text = clean(item).text
    assert "Türkiye sent 40 generators" in text
    assert "\ufffd" not in text


def test_unknown_date_stays_unknown(tmp_path, kb_command):
    undated = "Norway sent 40 generators to Moldova, the Norwegian foreign ministry said.\n" * 2
    (tmp_path / "undated.txt").write_text(undated)
    done = kb_command("extract", "undated.txt", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert '"published": null' in done.stdout


def test_query_syntax_error(attempt):
    done = attempt("query", "-", input="SELECT ?x WHERE {\n ?x a }")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("kb: the query is not SPARQL 1.1: line 2, column ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "query",
    [
        "DELETE WHERE { ?s ?p ?o }",
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * FROM <http://example.org/g> { ?s ?p ?o }",
    ],
)
def test_refused_query(attempt, query):
    done = attempt("query", "-", input=query)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("kb: ")
    assert done.stderr.count("\n") == 1


def test_unknown_actor(attempt):
    done = attempt("timeline", "Ministry of Silly Walks")
    assert (done.returncode, done.stdout) == (1, "")
    assert "Ministry of Silly Walks" in done.stderr
    assert done.stderr.count("\n") == 1


def test_locked_store(filled, kb_command):
    (filled / "new.txt").write_text(GOOD.replace("40", "50"))
    before = digest(filled / "store")
    with open_store(str(filled / "store")):
        done = kb_command("ingest", "new.txt", "--store", "store", cwd=filled)
    assert done.returncode == 1
    assert done.stderr.startswith("kb: the store store is in use")
    assert done.stderr.count("\n") == 1
    assert digest(filled / "store") == before


def test_unreachable_server(attempt):
    done = attempt("stats", store="http://127.0.0.1:9/sparql")
    assert (done.returncode, done.stdout) == (1, "")
    assert "127.0.0.1:9" in done.stderr
    assert done.stderr.count("\n") == 1


def test_no_store(attempt):
    done = attempt("stats", store="nothing-here")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "kb: there is no store in nothing-here: `kb ingest` makes one\n"


def test_a_folder_that_is_no_store(filled, attempt):
    (filled / "photos").mkdir()
    (filled / "photos" / "cat.jpg").write_bytes(b"x")
    done = attempt("ingest", "good.txt", store="photos")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("kb: photos is not a store and not an empty directory")
    assert [path.name for path in (filled / "photos").iterdir()] == ["cat.jpg"]


def test_full_disk(filled, attempt):
    """A limit on the size of files stands in for a full disk: the store's own log cannot grow."""
    (filled / "new.txt").write_text(GOOD.replace("40", "60"))

    def full():
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    done = attempt("ingest", "new.txt", preexec_fn=full)
    assert done.returncode == 1
    assert done.stderr.startswith("kb: ")
    assert done.stderr.count("\n") == 1
    again = attempt("stats", "--json")
    assert '"documents": 1' in again.stdout


@pytest.mark.parametrize("missing", ["model_dir", "catalogue_dir", "lexicon_dir"])
def test_missing_resource(attempt, filled, missing):
    (filled / "new.txt").write_text(GOOD.replace("40", "70"))
    done = attempt("ingest", "new.txt", env={f"KB_{missing.upper()}": "absent"})
    assert done.returncode == 1
    assert done.stderr.startswith("kb: ")
    assert "absent" in done.stderr
    assert done.stderr.count("\n") == 1
