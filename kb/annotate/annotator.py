"""One document through all steps: sentences, names, syntax, links, references, times, offices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.annotate.language import KnownName, LanguageCore, ParsedSentence, SentenceRequest
from kb.annotate.linking import Context, read_context
from kb.annotate.local_forms import read_local_forms
from kb.annotate.mentions import link_names
from kb.annotate.names import Found, find_names
from kb.annotate.promotion import promote
from kb.annotate.references import add_references
from kb.annotate.times import find_article_times
from kb.annotate.titles import find_titled_surnames, find_titles
from kb.catalogue import Catalogue
from kb.model import Annotation, Article, Document, Sentence, Span


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence before it is parsed: where it stands and which known names it holds."""

    article: int
    part: str
    paragraph: int
    start: int
    end: int
    text: str


def annotate(document: Document, core: LanguageCore, catalogue: Catalogue) -> Annotation:
    """Return a document with its sentences, linked mentions, times and offices.

    Headlines, deks and paragraphs are read, captions never. Deterministic: the same document,
    model and catalogue always give the same annotation.
    """
    drafts = [
        draft for article in document.articles for draft in _split(article, document.text, core)
    ]
    names, context = _find_all_names(document, drafts, catalogue)
    parsed = core.parse(
        [
            SentenceRequest(draft.text, _known(found), draft.start)
            for draft, found in zip(drafts, names, strict=True)
        ]
    )
    sentences = tuple(
        _sentence(index, draft, tree)
        for index, (draft, tree) in enumerate(zip(drafts, parsed, strict=True))
    )
    mentions = link_names(document, sentences, names, context)
    mentions, offices = add_references(document, sentences, mentions, catalogue)
    times = find_article_times(document, sentences)
    return Annotation(document, sentences, tuple(mentions), times, tuple(offices))


def _split(article: Article, text: str, core: LanguageCore) -> Iterator[Draft]:
    parts: list[tuple[str, int, Span]] = []
    if article.headline:
        parts.append(("headline", 0, article.headline))
    if article.dek:
        parts.append(("dek", 0, article.dek))
    parts += [("body", number, span) for number, span in enumerate(article.paragraphs, start=1)]
    for part, paragraph, span in parts:
        for sentence in core.split(text[span.start : span.end]):
            start, end = span.start + sentence.start, span.start + sentence.end
            yield Draft(article.index, part, paragraph, start, end, text[start:end])


def _find_all_names(
    document: Document, drafts: Sequence[Draft], catalogue: Catalogue
) -> tuple[list[list[Found]], Context]:
    """Return the known names of each sentence and what they say together.

    Read twice: full names and definitions first, then the surnames and acronyms they introduce.
    """
    first = [find_names(draft.text, catalogue) for draft in drafts]
    days = {
        article.index: article.published.interval.earliest if article.published else None
        for article in document.articles
    }
    for draft, found in zip(drafts, first, strict=True):
        found += find_titled_surnames(
            draft.text, find_titles(draft.text, catalogue), found, catalogue, days[draft.article]
        )
    local = read_local_forms(
        [(draft.text, found) for draft, found in zip(drafts, first, strict=True)], catalogue
    )
    second = [find_names(draft.text, catalogue, local) for draft in drafts]
    context = read_context((name for found in second for name in found), catalogue)
    return [
        promote(draft.text, found, context) for draft, found in zip(drafts, second, strict=True)
    ], context


def _known(found: Sequence[Found]) -> tuple[KnownName, ...]:
    return tuple(KnownName(name.start, name.end, name.kind) for name in found if name.strong)


def _sentence(index: int, draft: Draft, parsed: ParsedSentence) -> Sentence:
    return Sentence(
        index=index,
        article=draft.article,
        part=draft.part,
        start=draft.start,
        end=draft.end,
        tokens=parsed.tokens,
        names=parsed.names,
        predicates=parsed.predicates,
        paragraph=draft.paragraph,
    )
