"""Joining event mentions across articles: which of them are the same event.

Precision comes first: two mentions are joined when their types agree, the same actors stand on
the same sides, their times nearly coincide and their places do not contradict. What cannot be
told apart from another event of the same kind stays an event of its own.

The outcome is a function of the set of mentions: in whatever order articles come in, the same
mentions end up together. Only the names of events depend on which mention was first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha1
from itertools import combinations
from typing import NamedTuple

from kb.ids import event_iri
from kb.namespaces import expand

# Acts that both sides do: who is named first says nothing.
SYMMETRIC = frozenset(expand(f"plover:{t}") for t in ("CONSULT", "COOPERATE", "AGREE"))
# Talk is done by persons: two ministers' meetings on one day are two events, while what an army
# does is what its state does.
SPOKEN = frozenset(
    expand(f"plover:{t}")
    for t in (
        "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "REQUEST", "ACCUSE", "REJECT", "THREATEN",
    )
)  # fmt: skip
# A longer span than two months says too little about when something happened.
LONGEST = 62
# Two spans nearly coincide when at least half of the days that either covers are common.
COMMON_DAYS = 0.5


class Party(NamedTuple):
    """An actor of an event and the top of the chain that it acts for (or itself)."""

    actor: str
    top: str


@dataclass(frozen=True, slots=True)
class JoinFacts:
    """What joining needs to know of an event mention; types, actors and places are IRIs.

    `root` is the PLOVER type above `type` (or `type` itself); `own_type` says that `type` is a
    narrow one, which seldom occurs twice between the same actors. `area` holds the places and
    everything that they lie within. Hypothetical mentions are never joined.
    """

    iri: str
    type: str
    root: str
    mode: str | None = None
    initiators: frozenset[Party] = frozenset()
    recipients: frozenset[Party] = frozenset()
    earliest: date | None = None
    latest: date | None = None
    places: frozenset[str] = frozenset()
    area: frozenset[str] = frozenset()
    hypothetical: bool = False

    @property
    def own_type(self) -> bool:
        """Whether the type is narrower than PLOVER's."""
        return self.type != self.root

    @property
    def dated(self) -> bool:
        """Whether the time is known well enough to tell the event from others of its kind."""
        if self.earliest is None or self.latest is None:
            return False
        return (self.latest - self.earliest).days < LONGEST

    @property
    def sides(self) -> tuple[frozenset[Party], frozenset[Party]]:
        """The parties on either side; of a symmetric act all of them on the first."""
        if self.root in SYMMETRIC:
            return self.initiators | self.recipients, frozenset()
        return self.initiators, self.recipients


@dataclass(frozen=True, slots=True)
class Decisions:
    """Analysts' decisions on pairs of event mentions; cannot-link wins over must-link."""

    must_link: frozenset[frozenset[str]] = frozenset()
    cannot_link: frozenset[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Known:
    """An event that a mention already refers to, and the day on which it was created."""

    event: str
    created: date


def join_keys(mention: JoinFacts) -> frozenset[str]:
    """Return the keys under which a mention meets those that it could be joined with.

    Mentions that share no key are different events. Each key is 12 hex digits of type root, top of
    the initiator, top of the recipient and month, or of a narrow type and the same tops.
    """
    if mention.hypothetical:
        return frozenset()
    first, second = mention.sides
    pairs = [
        f"{a}|{b}" for a in sorted({p.top for p in first} or {"-"})
        for b in sorted({p.top for p in second} or {"-"})
    ]  # fmt: skip
    if not first and not second:
        return frozenset()
    months = _months(mention) if mention.dated else []
    plain = [f"{mention.root}|{pair}|{month}" for pair in pairs for month in months]
    if mention.own_type:
        plain += [f"{mention.type}|{pair}" for pair in pairs]
    return frozenset(sha1(key.encode(), usedforsecurity=False).hexdigest()[:12] for key in plain)


def _months(mention: JoinFacts) -> list[str]:
    assert mention.earliest is not None
    assert mention.latest is not None
    begin = mention.earliest.year * 12 + mention.earliest.month - 1
    end = mention.latest.year * 12 + mention.latest.month - 1
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(begin, end + 1)]


def same_event(a: JoinFacts, b: JoinFacts) -> bool:
    """Tell whether two dated mentions are the same event."""
    return a.dated and b.dated and _alike(a, b) and _times_agree(a, b)


def _alike(a: JoinFacts, b: JoinFacts) -> bool:
    return (
        not (a.hypothetical or b.hypothetical)
        and a.root == b.root
        and (a.type == b.type or not (a.own_type and b.own_type))
        and (a.mode == b.mode or a.mode is None or b.mode is None)
        and _places_agree(a, b)
        and _parties_agree(a, b)
    )


def _places_agree(a: JoinFacts, b: JoinFacts) -> bool:
    if not a.places or not b.places:
        return True
    return bool(a.places & b.area or b.places & a.area)


def _parties_agree(a: JoinFacts, b: JoinFacts) -> bool:
    (first_a, second_a), (first_b, second_b) = a.sides, b.sides
    exact = a.root in SPOKEN
    if a.root in SYMMETRIC:
        shared = sum(any(_same_party(x, y, exact) for y in first_b) for x in first_a)
        alone = len(first_a) == len(first_b) == 1
        return shared >= 2 or (shared == 1 and alone and _particular(a, b))
    for mine, theirs in ((first_a, first_b), (second_a, second_b)):
        if bool(mine) != bool(theirs):
            return False
        if mine and not any(_same_party(x, y, exact) for x in mine for y in theirs):
            return False
    return bool(first_a and second_a) or (bool(first_a or second_a) and _particular(a, b))


def _particular(a: JoinFacts, b: JoinFacts) -> bool:
    """Tell whether more than one actor and a date speaks for the same event."""
    return (a.own_type and a.type == b.type) or bool(a.places & b.places)


def _same_party(x: Party, y: Party, exact: bool) -> bool:
    return x.actor == y.actor or (not exact and (x.actor == y.top or y.actor == x.top))


def _overlap(a: JoinFacts, b: JoinFacts) -> tuple[int, int, int]:
    """Return the number of common days and the length of either span."""
    assert a.earliest is not None
    assert a.latest is not None
    assert b.earliest is not None
    assert b.latest is not None
    common = (min(a.latest, b.latest) - max(a.earliest, b.earliest)).days + 1
    lengths = ((a.latest - a.earliest).days + 1, (b.latest - b.earliest).days + 1)
    return max(common, 0), *lengths


def _times_agree(a: JoinFacts, b: JoinFacts) -> bool:
    common, long_a, long_b = _overlap(a, b)
    if common / (long_a + long_b - common) >= COMMON_DAYS:
        return True
    within = common == min(long_a, long_b)
    return within and a.own_type and a.type == b.type


def _fits(loose: JoinFacts, dated: JoinFacts) -> bool:
    """Tell whether a mention without a useful date can be the same event as a dated one."""
    if not (loose.own_type and loose.type == dated.type and _alike(loose, dated)):
        return False
    return loose.earliest is None or loose.latest is None or _overlap(loose, dated)[0] > 0


def _same_loose(a: JoinFacts, b: JoinFacts) -> bool:
    if not (a.own_type and a.type == b.type and _alike(a, b)):
        return False
    if a.earliest is None or a.latest is None or b.earliest is None or b.latest is None:
        return True
    return _overlap(a, b)[0] > 0


@dataclass(slots=True)
class _Groups:
    """Disjoint sets of mentions that never bring a forbidden pair together."""

    forbidden: Collection[frozenset[str]]
    members: dict[str, set[str]] = field(default_factory=dict)

    def unite(self, a: str, b: str) -> None:
        mine, theirs = self.of(a), self.of(b)
        if mine is theirs:
            return
        if any(len(pair & mine) == 1 and len(pair & theirs) == 1 for pair in self.forbidden):
            return
        mine |= theirs
        for mention in theirs:
            self.members[mention] = mine

    def of(self, mention: str) -> set[str]:
        return self.members.setdefault(mention, {mention})


def join(
    mentions: Iterable[JoinFacts],
    known: Mapping[str, Known],
    decisions: Decisions | None = None,
    taken: Collection[str] = (),
    afresh: Collection[str] = (),
) -> dict[str, str]:
    """Return the event of each mention.

    `mentions` are new ones and all that share a join key or a decision with them; `known` says
    which event those refer to that were joined before, `afresh` which of them are judged again all
    the same; `taken` are event IRIs that must not be minted. Dated mentions keep together; a group
    keeps the oldest of its events, a new group is founded by its least mention. A mention without
    a useful date joins a dated event only while exactly one fits.
    """
    facts = {m.iri: m for m in sorted(mentions, key=lambda m: m.iri)}
    rules = decisions or Decisions()
    forbidden = [pair for pair in sorted(rules.cannot_link, key=sorted) if pair & facts.keys()]
    groups = _Groups(forbidden)
    wanted = sorted(rules.must_link - rules.cannot_link, key=sorted)
    for a, b in (sorted(pair) for pair in wanted if len(pair & facts.keys()) == 2):
        groups.unite(a, b)
    settled = {iri: event for iri, event in known.items() if iri not in afresh}
    for a, b in _settled(facts, settled):
        groups.unite(a, b)
    for a, b in (*_alike_pairs(facts.values(), settled), *_loose_pairs(facts.values())):
        groups.unite(a, b)
    _attach_loose(facts, groups)
    return _named(facts, known, groups, set(taken), afresh)


def _settled(
    facts: Mapping[str, JoinFacts], known: Mapping[str, Known]
) -> Iterator[tuple[str, str]]:
    """Yield pairs of dated mentions that were joined before."""
    first: dict[str, str] = {}
    for iri in facts:
        if iri in known and facts[iri].dated:
            yield first.setdefault(known[iri].event, iri), iri


def _alike_pairs(
    mentions: Iterable[JoinFacts], known: Mapping[str, Known]
) -> list[tuple[str, str]]:
    """Return the pairs that are the same event, sorted; dated ones judged before left out."""
    blocks: dict[str, list[JoinFacts]] = defaultdict(list)
    for mention in mentions:
        if mention.dated:
            for key in join_keys(mention):
                blocks[key].append(mention)
    pairs = set()
    for block in blocks.values():
        for new in (m for m in block if m.iri not in known):
            for other in block:
                if other is not new and same_event(new, other):
                    pairs.add((min(new.iri, other.iri), max(new.iri, other.iri)))
    return sorted(pairs)


def _loose_pairs(mentions: Iterable[JoinFacts]) -> Iterator[tuple[str, str]]:
    """Yield pairs of undated mentions that are the same event, enough to connect all of them."""
    kinds = _by_content(m for m in mentions if not m.dated)
    for alike in kinds:
        if _same_loose(alike[0], alike[0]):
            yield from ((alike[0].iri, other.iri) for other in alike[1:])
    for a, b in combinations((alike[0] for alike in kinds), 2):
        if _same_loose(a, b):
            yield a.iri, b.iri


def _by_content(mentions: Iterable[JoinFacts]) -> list[list[JoinFacts]]:
    """Return mentions in lists of those that differ in their IRI only."""
    found: dict[JoinFacts, list[JoinFacts]] = defaultdict(list)
    for mention in mentions:
        found[replace(mention, iri="")].append(mention)
    return list(found.values())


def _attach_loose(facts: Mapping[str, JoinFacts], groups: _Groups) -> None:
    """Let each undated group join the dated one that fits, if there is exactly one."""
    least = {iri: min(group) for group in _distinct(groups, facts) for iri in group}
    dated = _by_content(m for m in facts.values() if m.dated and m.own_type)
    fitting: dict[str, dict[str, str]] = defaultdict(dict)  # loose group -> dated group -> mention
    for loose in _by_content(m for m in facts.values() if not m.dated):
        found = {least[m.iri]: m for alike in dated if _fits(loose[0], alike[0]) for m in alike}
        for mention in loose:
            for m in found.values():
                fitting[least[mention.iri]][least[m.iri]] = m.iri
    for group, candidates in sorted(fitting.items()):
        if len(candidates) == 1 and not any(facts[iri].dated for iri in groups.of(group)):
            groups.unite(next(iter(candidates.values())), group)


def _distinct(groups: _Groups, facts: Mapping[str, JoinFacts]) -> list[set[str]]:
    return list({id(groups.of(m)): groups.of(m) for m in facts}.values())


def _named(
    facts: Mapping[str, JoinFacts],
    known: Mapping[str, Known],
    groups: _Groups,
    taken: set[str],
    afresh: Collection[str],
) -> dict[str, str]:
    """Name each group: by the oldest event that its dated mentions had, else by its founder."""

    def claims(group: set[str], dated: bool) -> list[tuple[bool, date, str]]:
        held = [m for m in group if m in known and facts[m].dated == dated]
        return sorted({(m in afresh, known[m].created, known[m].event) for m in held})

    names: dict[str, str] = {}
    distinct = _distinct(groups, facts)
    for dated in (True, False):
        for group in distinct:
            if min(group) in names:
                continue
            free = [event for *_, event in claims(group, dated) if event not in names.values()]
            if free:
                names[min(group)] = free[0]
    used = taken | set(names.values()) | {k.event for k in known.values()}
    for group in distinct:
        if min(group) not in names:
            founders = sorted(m for m in group if facts[m].dated) or sorted(group)
            names[min(group)] = _mint(founders[0], used)
            used.add(names[min(group)])
    named = ((iri, names[min(group)]) for group in distinct for iri in group)
    return {iri: event for iri, event in named if iri in facts}


def _mint(founder: str, used: Collection[str]) -> str:
    """Return a new event's IRI; a mention that founded another event before gets a further one."""
    event, attempt = event_iri(founder), 1
    while event in used:
        attempt += 1
        event = event_iri(f"{founder}~{attempt}")
    return event
