"""Mentions without a name of their own: offices, described actors and pronouns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kb import ids
from kb.annotate.coreference import PRONOUNS, SCORE, find_antecedent
from kb.annotate.nominals import find_descriptions
from kb.annotate.titles import Held, Scope, Title, belongs, find_titles, read_office, slug_of
from kb.catalogue import Catalogue
from kb.model import Entity, Mention, OfficeEvidence, Sentence, Token

_HOLDER_SCORE = 0.75
# A state named less often than this is not what an article is about.
_OFTEN = 3


@dataclass(frozen=True, slots=True)
class Stated:
    """An office that the text gives to a person, with the person's mention."""

    holder: Mention
    held: Held


def give_offices(scope: Scope) -> tuple[list[Mention], list[Stated]]:
    """Return a sentence's named mentions, persons with the office that it gives them."""
    titles = find_titles(scope.text, scope.catalogue)
    mentions: list[Mention] = []
    stated: list[Stated] = []
    for mention in scope.mentions:
        held = read_office(mention, titles, scope) if titles and mention.kind == "PER" else None
        if held is not None:
            actor = mention.actor
            if actor is not None and actor.acts_for is None and held.organisation:
                organisation = scope.catalogue.entity(held.organisation)
                actor = replace(
                    actor, acts_for=organisation.iri, rolls_up_to=organisation.rolls_up_to
                )
            mention = replace(mention, office=held.office, actor=actor)
            stated.append(Stated(mention, held))
        mentions.append(mention)
    return mentions, stated


def evidence(
    stated: Sequence[Stated], by_span: Mapping[tuple[int, int], str]
) -> tuple[OfficeEvidence, ...]:
    """Return what the text says of who holds which office; `by_span` gives ids of mentions."""
    return tuple(
        OfficeEvidence(
            office=item.held.office,
            label=item.held.label,
            holder=by_span[item.holder.start, item.holder.end],
            organisation=ids.actor_iri(item.held.organisation) if item.held.organisation else None,
            start=item.held.start,
            end=item.held.end,
            time=None,
        )
        for item in stated
    )


def find_holders(scope: Scope, sentence: int, stated: Sequence[Stated]) -> list[Mention]:
    """Return "the French president" as mentions of whoever held the office then.

    Whom the document itself gives the office counts first, then the only holder at the article's
    time; where several or none are known the description stays open.
    """
    found: list[Mention] = []
    last = -1
    for title in find_titles(scope.text, scope.catalogue):
        if title.start < last or title.former or _goes_with_name(title, scope):
            continue
        owner = scope.owner(title)
        organisation = owner or scope.complement(title)[0]
        start = scope.owner_start(title) if owner else title.start
        if organisation is not None:
            holder = _holder(title, organisation, scope, stated)
        elif scope.text[: title.start].lower().endswith("the "):
            holder = _taken_up(title, scope.offset + title.start, stated)
        else:
            holder = None
        if holder is not None:
            last = title.end
            entity, office, rule = holder
            found.append(_holder_mention(scope, sentence, start, title.end, entity, office, rule))
    return found


def _goes_with_name(title: Title, scope: Scope) -> bool:
    """Tell whether a person's name stands right after a title, or before it as its apposition."""
    for mention in scope.mentions:
        if mention.kind != "PER":
            continue
        start, end = mention.start - scope.offset, mention.end - scope.offset
        if title.end <= start and scope.text[title.end : start].strip(" ,") == "":
            return True
        between = scope.text[end : title.start] if end <= title.start else ""
        if between.startswith(", ") and "," not in between[2:] and len(between) < 60:
            return True
    return False


def _taken_up(
    title: Title, position: int, stated: Sequence[Stated]
) -> tuple[Entity, str, str] | None:
    """Return whom "the president" takes up: the last person given such an office before."""
    for item in reversed(stated):
        office = item.held.office.rpartition("/")[2]
        if item.holder.start < position and office in title.offices and item.holder.actor:
            return item.holder.actor, item.held.office, "title-taken-up"
    return None


def _holder(
    title: Title, organisation: str, scope: Scope, stated: Sequence[Stated]
) -> tuple[Entity, str, str] | None:
    catalogue = scope.catalogue
    for slug in title.offices:
        if not belongs(title, organisation, catalogue.offices[slug].organisation, catalogue):
            continue
        iri = ids.office_iri(slug)
        named = {
            item.holder.actor.iri: item.holder.actor
            for item in stated
            if item.held.office == iri and item.holder.actor is not None
        }
        if len(named) == 1:
            return next(iter(named.values())), iri, "office-given-in-document"
        if scope.published is None or named:
            continue
        holders = {tenure.holder for tenure in catalogue.holders(slug, scope.published)}
        if len(holders) == 1:
            person = catalogue.entity(holders.pop(), scope.published.latest)
            return person, iri, "office-holder-at-date"
    return None


def _holder_mention(
    scope: Scope, sentence: int, start: int, end: int, person: Entity, office: str, rule: str
) -> Mention:
    return Mention(
        id="",
        sentence=sentence,
        start=start + scope.offset,
        end=end + scope.offset,
        text=scope.text[start:end],
        kind="NOMINAL",
        actor=person,
        place=None,
        score=_HOLDER_SCORE,
        rule=rule,
        office=office,
    )


def find_described(
    sentence: Sentence,
    text: str,
    here: Sequence[Mention],
    earlier: Sequence[Mention],
    catalogue: Catalogue,
    document: str,
    home: str | None,
) -> list[Mention]:
    """Return the described actors of a sentence: organs, members, agents, definite phrases.

    `home` is the slug of the state that the article is mostly about, if one is.
    """
    by_token = {
        position: mention
        for mention in sorted(here, key=lambda m: m.end - m.start)
        for position, token in enumerate(sentence.tokens)
        if _covers(mention, token)
    }
    before = [*earlier, *here]
    return [
        Mention(
            id="",
            sentence=sentence.index,
            start=item.start,
            end=item.end,
            text=item.text,
            kind="ORG" if item.rule == "organ-of-state" else "NOMINAL",
            actor=item.entity,
            place=None,
            score=round(item.score, 3),
            rule=item.rule,
            antecedent=item.antecedent,
        )
        for item in find_descriptions(sentence, text, by_token, before, catalogue, document, home)
    ]


def _covers(mention: Mention, token: Token) -> bool:
    """Whether a token lies in a mention, or is a title and name of which it is the name."""
    inside = mention.start <= token.start and token.end <= mention.end
    return inside or (token.start < mention.start and token.end == mention.end)


def find_home(mentions: Sequence[Mention], catalogue: Catalogue) -> str | None:
    """Return the state that some mentions name at least twice as often as any other."""
    counts = Counter(
        slug
        for mention in mentions
        if mention.kind in ("LOC", "NORP") and (slug := slug_of(mention.actor, catalogue))
    ).most_common(2)
    if not counts or counts[0][1] < _OFTEN:
        return None
    return counts[0][0] if len(counts) == 1 or counts[0][1] >= 2 * counts[1][1] else None


def find_pronouns(
    sentence: Sentence,
    previous: Sentence | None,
    near: Sequence[Mention],
    catalogue: Catalogue,
) -> list[Mention]:
    """Return the pronouns of a sentence that have one confident antecedent in `near`.

    `near` are the mentions of this sentence and the one before, in text order.
    """
    found: list[Mention] = []
    for position, token in enumerate(sentence.tokens):
        if token.upos != "PRON" or token.text.lower() not in PRONOUNS:
            continue
        earlier = [mention for mention in near if mention.end <= token.start]
        antecedent = find_antecedent(sentence, position, earlier, previous, catalogue.nominals)
        if antecedent is not None:
            found.append(
                Mention(
                    id="",
                    sentence=sentence.index,
                    start=token.start,
                    end=token.end,
                    text=token.text,
                    kind="NOMINAL",
                    actor=antecedent.actor,
                    place=None,
                    score=round(antecedent.score * SCORE, 3),
                    rule="pronoun",
                    antecedent=antecedent.id,
                )
            )
    return found
