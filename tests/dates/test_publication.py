"""Inferred publication dates, on invented pages."""

from datetime import date

from kb.dates import infer_publication, reinfer_siblings
from kb.model import Article, Document, Interval, Publication, Span


def days(earliest: str, latest: str | None = None) -> Interval:
    return Interval(date.fromisoformat(earliest), date.fromisoformat(latest or earliest))


def page(*items: tuple[str, str, str], published: Publication | None = None) -> Document:
    """A page of articles given as (kind, body, caption); `published` is the first one's date."""
    text, articles = "", []
    for index, (kind, body, caption) in enumerate(items):
        start = len(text)
        text += body + "\n\n"
        first = len(text)
        text += caption + "\n\n"
        articles.append(
            Article(
                index=index,
                kind=kind,
                start=start,
                end=len(text),
                headline=None,
                dek=None,
                paragraphs=(Span(start, start + len(body)),),
                captions=(Span(first, first + len(caption)),) if caption else (),
                published=published if index == 0 else None,
            )
        )
    return Document("d", text, "page.txt", "sha256:0", tuple(articles))


HARBOUR = (
    "main",
    "The daily wrote on Tuesday that the ministry shipped tents to the port two weeks ago. "
    "Officials complained earlier this month, as a harbour master told reporters in April. "
    "“It is under way,” the envoy said in early May, and the May offensive went on.",
    "Tents on a quay, May 1, 2023. AGENCY/A. Person",
)
SUMMIT = (
    "teaser",
    "Leaders convened in the coastal town this weekend to discuss fishing. "
    "Last week, the paper reported that two of them would stay away.",
    "The hosts at the summit, June 9, 2024. AGENCY",
)
UNDATED = ("teaser", "The minister met the ambassador on Monday for two hours.", "A handshake.")


def test_a_photo_bounds_below_and_this_month_bounds_above() -> None:
    (found,) = infer_publication(page(HARBOUR))
    assert found is not None
    assert found.interval == days("2023-05-02", "2023-05-31")
    assert found.basis == "caption"
    assert found.candidates == (("caption", days("2023-05-01")),)


def test_this_weekend_bounds_to_the_week_after_the_photo() -> None:
    (found,) = infer_publication(page(SUMMIT))
    assert found is not None
    assert found.interval == days("2024-06-09", "2024-06-15")


def test_an_undated_teaser_lies_within_two_weeks_of_its_neighbour() -> None:
    main, summit, undated = infer_publication(page(HARBOUR, SUMMIT, UNDATED))
    assert main is not None
    assert summit is not None
    assert undated is not None
    assert undated.interval == days("2024-05-26", "2024-06-29")
    assert (undated.basis, undated.confidence) == ("sibling", 0.5)


def test_a_main_story_takes_no_date_from_teasers() -> None:
    main, _ = infer_publication(page(("main", "It rained on Monday.", ""), SUMMIT))
    assert main is None


def test_a_stated_date_is_kept() -> None:
    stated = Publication(days("2023-06-30"), "metadata")
    assert infer_publication(page(HARBOUR, published=stated)) == (stated,)


def test_the_day_of_reading_only_bounds() -> None:
    (found,) = infer_publication(page(HARBOUR), not_after=date(2023, 5, 20))
    assert found is not None
    assert found.interval == days("2023-05-02", "2023-05-20")
    assert infer_publication(page(UNDATED), not_after=date(2023, 5, 20)) == (None,)


def test_a_dateline_with_its_year_is_the_day() -> None:
    body = "PORT CITY, 11 November 2022 (Agency) - The talks ended on Friday."
    (found,) = infer_publication(page(("main", body, "")))
    assert found is not None
    assert (found.interval, found.basis) == (days("2022-11-11"), "text")


def test_an_absolute_day_counts_only_if_the_text_narrates_near_it() -> None:
    near = "The bridge fell on 3 March 2021. It was closed on March 8, and the mayor resigned."
    (found,) = infer_publication(page(("main", near, "")))
    assert found is not None
    assert found.interval.earliest == date(2021, 3, 9)
    background = "The treaty was signed on 3 March 2021. Deputies met on Tuesday."
    assert infer_publication(page(("main", background, ""))) == (None,)


def test_teasers_move_with_a_corrected_sibling() -> None:
    _, _, undated = before = infer_publication(page(HARBOUR, SUMMIT, UNDATED))
    corrected = Publication(days("2024-06-10"), "override")
    kinds = ("main", "teaser", "teaser")
    after = reinfer_siblings(kinds, (before[0], corrected, undated))
    assert after[:2] == (before[0], corrected)
    assert after[2] is not None
    assert after[2].interval == days("2024-05-27", "2024-06-24")
    assert reinfer_siblings(kinds, before) == before


def test_confidence_tells_what_ties_the_article_to_its_photo() -> None:
    photo = "The hall, March 5, 2024."  # a Tuesday
    bodies = {
        "The hall burned on Tuesday.": 0.7,
        "The hall burned earlier this month.": 0.3,
        "The hall burned on Friday.": 0.3,
    }
    for body, confidence in bodies.items():
        (found,) = infer_publication(page(("main", body, photo)))
        assert found is not None
        assert (body, found.confidence) == (body, confidence)


def test_a_file_photo_counts_only_if_the_text_is_tied_to_its_day() -> None:
    photo = "FILE - The hall, March 5, 2024."
    assert infer_publication(page(("main", "The hall burned on Friday.", photo))) == (None,)
    (found,) = infer_publication(page(("main", "The hall burned on Tuesday.", photo)))
    assert found is not None
