import tomllib
from pathlib import Path

import pytest

from kb.acquire import read_paths
from kb.clean import clean
from kb.ids import normalise_space
from kb.model import RawItem

ROOT = Path(__file__).parents[2]
ARTICLES = ROOT / "data" / "articles"
PAGES = tomllib.loads((ROOT / "tests/data/expected_facts.toml").read_text("utf-8"))["page"]
PLOVER = set(
    "AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST "
    "SANCTION MOBILIZE COERCE ASSAULT".split()
)
STATUSES = set(
    "asserted reported alleged confirmed denied disputed negated planned hypothetical "
    "assessed".split()
)


@pytest.fixture(scope="module")
def documents():
    items = list(read_paths([ARTICLES]))
    assert all(isinstance(item, RawItem) for item in items)
    return {Path(item.source).name: clean(item) for item in items}


def test_every_sample_page_has_facts(documents):
    assert sorted(page["file"] for page in PAGES) == sorted(documents)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page["file"])
def test_evidence_stands_in_a_paragraph_of_the_named_item(page, documents):
    document = documents[page["file"]]
    for fact in page["fact"]:
        article = document.articles[fact.get("item", 0)]
        body = " ".join(document.text[span.start : span.end] for span in article.paragraphs)
        assert normalise_space(fact["evidence"]) in normalise_space(body)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page["file"])
def test_facts_use_the_code_lists(page):
    for fact in page["fact"]:
        assert set(fact["types"]) <= PLOVER
        assert fact["status"]
        assert set(fact["status"]) <= STATUSES
        assert ("earliest" in fact) == ("latest" in fact)
        assert fact.get("earliest", 0) <= fact.get("latest", 0)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page["file"])
def test_publication_day_of_the_page(page, documents):
    published = documents[page["file"]].articles[0].published
    if "published" not in page:
        assert published is None
    else:
        assert published.interval.earliest == published.interval.latest == page["published"]
