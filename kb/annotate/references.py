"""Mentions without a name: described actors, office holders and pronouns; and offices learned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from kb import ids
from kb.annotate.coreference import find_described, find_described_again, find_pronouns
from kb.annotate.nominals import Phrase, describe, find_holder, find_phrases, resolve_owned
from kb.annotate.titles import Scope, find_titles, read_office
from kb.catalogue import Catalogue
from kb.model import Document, Entity, Interval, Mention, OfficeEvidence, Sentence


def add_references(
    document: Document,
    sentences: Sequence[Sentence],
    named: Sequence[Mention],
    catalogue: Catalogue,
) -> tuple[list[Mention], list[OfficeEvidence]]:
    """Return all mentions in text order with their ids, and what the text says of offices.

    `named` are the mentions that are names; persons get the office that the text gives them.
    """
    published = {
        article.index: article.published.interval if article.published else None
        for article in document.articles
    }
    by_sentence: dict[int, list[Mention]] = {}
    for mention in named:
        by_sentence.setdefault(mention.sentence, []).append(mention)
    mentions: list[Mention] = []
    evidence: list[tuple[Mention, OfficeEvidence]] = []
    article_start = 0
    article = None
    for sentence in sentences:
        if sentence.article != article:
            article, article_start = sentence.article, len(mentions)
        interval = published[sentence.article]
        scope = _scope(document, sentence, by_sentence.get(sentence.index, ()), catalogue, interval)
        here, learned = _give_offices(scope)
        evidence += learned
        here = _add_holders(here, scope, sentence, interval)
        here = _number(here, len(mentions))
        earlier = mentions[article_start:]
        described = _add_descriptions(here, earlier, document, sentence, catalogue)
        mentions += _add_pronouns(described, earlier, sentence)
    order = sorted(mentions, key=lambda mention: (mention.start, -mention.end))
    renamed = {mention.id: f"m{index}" for index, mention in enumerate(order)}
    final = [
        replace(
            mention,
            id=renamed[mention.id],
            antecedent=renamed[mention.antecedent] if mention.antecedent else None,
        )
        for mention in order
    ]
    by_span = {(m.start, m.end): m.id for m in final}
    return final, [
        replace(item, holder=by_span[holder.start, holder.end]) for holder, item in evidence
    ]


def _scope(
    document: Document,
    sentence: Sentence,
    mentions: Sequence[Mention],
    catalogue: Catalogue,
    interval: Interval | None,
) -> Scope:
    day: date | None = interval.earliest if interval else None
    text = document.text[sentence.start : sentence.end]
    return Scope(text, sentence.start, tuple(mentions), catalogue, day)


def _number(mentions: Sequence[Mention], first: int) -> list[Mention]:
    return [
        replace(mention, id=f"n{first}-{index}") for index, mention in enumerate(mentions)
    ]


def _give_offices(scope: Scope) -> tuple[list[Mention], list[tuple[Mention, OfficeEvidence]]]:
    titles = find_titles(scope.text, scope.catalogue)
    mentions: list[Mention] = []
    evidence: list[tuple[Mention, OfficeEvidence]] = []
    for mention in scope.mentions:
        held = read_office(mention, titles, scope) if titles and mention.kind == "PER" else None
        if held is not None:
            mention = replace(mention, office=held.office)
            organisation = ids.actor_iri(held.organisation) if held.organisation else None
            evidence.append(
                (
                    mention,
                    OfficeEvidence(
                        held.office, held.label, "", organisation, held.start, held.end, None
                    ),
                )
            )
        mentions.append(mention)
    return mentions, evidence


def _add_holders(
    mentions: list[Mention], scope: Scope, sentence: Sentence, interval: Interval | None
) -> list[Mention]:
    """Add "the French president" as a mention of who held the office when the article appeared."""
    added: list[Mention] = []
    for title in find_titles(scope.text, scope.catalogue):
        start, end = title.start + scope.offset, title.end + scope.offset
        if any(
            m.start <= start and end <= m.end for m in mentions
        ) or _names_person_nearby(title.start, title.end, scope):
            continue
        holder = find_holder(title, scope, interval)
        if holder is None:
            continue
        person, office, first = holder
        begin = first + scope.offset
        added.append(
            Mention(
                id="",
                sentence=sentence.index,
                start=begin,
                end=end,
                text=scope.text[first : title.end],
                kind="NOMINAL",
                actor=scope.catalogue.entity(person, scope.day),
                place=None,
                score=0.75,
                rule="office-holder",
                office=ids.office_iri(office),
            )
        )
    return sorted([*mentions, *added], key=lambda mention: (mention.start, -mention.end))


def _names_person_nearby(start: int, end: int, scope: Scope) -> bool:
    """Tell whether a title goes with a name right before or after it."""
    for mention in scope.mentions:
        if mention.kind == "PER":
            first, last = mention.start - scope.offset, mention.end - scope.offset
            if 0 <= first - end <= 3 or (last <= start and scope.text[last : last + 2] == ", "
                                         and start - last < 60 and "," not in scope.text[last + 2 : start]):
                return True
    return False


def _add_descriptions(
    mentions: list[Mention],
    earlier: Sequence[Mention],
    document: Document,
    sentence: Sentence,
    catalogue: Catalogue,
) -> list[Mention]:
    here = list(mentions)
    for phrase in list(find_phrases(sentence, document.text, mentions, catalogue)):
        if any(m.kind == "NOMINAL" and m.start < phrase.end and phrase.start < m.end for m in here):
            continue
        before = [*earlier, *sorted(here, key=lambda m: m.start)]
        mention = _describe(phrase, before, document, catalogue)
        here.append(replace(mention, id=f"n{len(earlier)}-{sentence.index}-{len(here)}p"))
    return here


def _describe(
    phrase: Phrase, before: Sequence[Mention], document: Document, catalogue: Catalogue
) -> Mention:
    antecedent = find_described(phrase, before) or find_described_again(phrase, before)
    if antecedent is not None and antecedent.actor is not None:
        rule = f"definite-{phrase.nominal.noun.replace(' ', '-')}"
        return _nominal(phrase, antecedent.actor, round(antecedent.score * 0.7, 3), rule, antecedent.id)
    resolved = resolve_owned(phrase, document.id, catalogue)
    if resolved is None:
        return _nominal(phrase, describe(phrase, document.id), 0.6, "described", None)
    actor, score, rule = resolved
    return _nominal(phrase, actor, score, rule, None)


def _nominal(
    phrase: Phrase, actor: Entity, score: float, rule: str, antecedent: str | None
) -> Mention:
    kind = "ORG" if rule == "organ-of-state" else "NOMINAL"
    return Mention(
        id="",
        sentence=phrase.sentence,
        start=phrase.start,
        end=phrase.end,
        text=phrase.text,
        kind=kind,
        actor=actor,
        place=None,
        score=score,
        rule=rule,
        antecedent=antecedent,
    )


def _add_pronouns(
    here: list[Mention], earlier: Sequence[Mention], sentence: Sentence
) -> list[Mention]:
    before = [*earlier, *sorted(here, key=lambda mention: mention.start)]
    pronouns = [
        Mention(
            id=f"n{len(earlier)}-{sentence.index}-{start}q",
            sentence=sentence.index,
            start=start,
            end=end,
            text=next(t.text for t in sentence.tokens if t.start == start),
            kind="NOMINAL",
            actor=antecedent.actor,
            place=None,
            score=round(antecedent.score * 0.7, 3),
            rule=rule,
            antecedent=antecedent.id,
        )
        for start, end, antecedent, rule in find_pronouns(sentence, before)
    ]
    return [*here, *pronouns]
