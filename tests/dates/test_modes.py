"""The stated test that tells a narrative from news."""

from kb.dates import choose_mode, choose_text_mode
from kb.model import Article, Document, Span

CHRONICLE = (
    "The league was founded in 1901. In 1904 it built a hall. On 5 May 1911 the hall burned down. "
    "In June it was rebuilt. War came in August 1914. The league was dissolved in 1919. "
    "A successor met in 1921."
)
REPORT = (
    "The league said on Tuesday that it would rebuild the hall. It burned down last week. "
    "The hall was built in 1904 and rebuilt in 1911. Work begins next month."
)


def test_dates_with_years_make_a_narrative() -> None:
    assert choose_text_mode(CHRONICLE) == "narrative"


def test_words_that_lean_on_the_day_of_writing_make_news() -> None:
    assert choose_text_mode(REPORT) == "news"


def test_few_years_are_not_enough() -> None:
    assert choose_text_mode("The league was founded in 1901. It built a hall.") == "news"


def test_a_document_is_judged_by_its_paragraphs() -> None:
    text = "Published Tuesday\n\n" + CHRONICLE
    start = text.index("The league")
    article = Article(0, "main", 0, len(text), None, None, (Span(start, len(text)),))
    document = Document("d", text, "a.txt", "sha256:0", (article,))
    assert choose_mode(document) == "narrative"
