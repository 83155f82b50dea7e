"""Candidate predicates of a sentence: verbs and event nouns with their arguments by slot.

A frame's slots are deep: `subj` is who acts, `obj` what is acted on, in the active and the
passive, under control, in relative clauses and behind supporting verbs ("carried out a strike").
Every other slot is a preposition, `poss` (possessor or demonym of a noun), `mod` (a noun
compounded with it) or `iobj`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kb.extract.lexicon import Entry, Lexicon
from kb.extract.roles import complete, disagree
from kb.extract.syntax import SUBJECTS, Tree

# Prepositional phrases after the theme that in fact belong to the verb: "sent weapons to Kyiv".
_SHARED_PREPOSITIONS = frozenset(
    "to against on with from for between at in by upon into of over about towards toward".split()
)
_INSIDE_PHRASE = ("case", "mark", "fixed", "amod", "compound", "nmod", "det", "nummod", "obj")
_AGENTIVE = ("by", "against", "to")
# Whom an infinitive concerns besides its theme: "refused to grant asylum to the writer".
_CONCERNING = ("to", "against", "with", "for", "from", "on")
_IMPOSING = frozenset({"impose", "place", "levy", "slap", "clamp"})
_HELPING = frozenset({"help", "assist", "aid", "support", "feed", "shelter", "treat", "relieve"})
_MEASURES = frozenset(
    "dozen hundred thousand score series wave number string round spate barrage".split()
)


@dataclass(frozen=True, slots=True)
class Frame:
    """A predicate that the lexicon lists, with its arguments.

    `clause` is the verb whose auxiliaries, negation and adverbials speak of the event: the verb
    itself, the verb that supports a noun, or the noun where nothing does. `doubtful` says that the
    encoder's roles are others.
    """

    head: int
    first: int
    last: int
    noun: bool
    clause: int
    slots: Mapping[str, tuple[int, ...]]
    entries: tuple[tuple[int, Entry], ...]  # with the number of words that the entry matched
    doubtful: bool = False


def find_frames(tree: Tree, lexicon: Lexicon) -> list[Frame]:
    """Return the frames of all predicates of a sentence that the lexicon lists, in text order."""
    frames: list[Frame] = []
    supported: set[int] = set()
    for position, token in enumerate(tree.tokens):
        if token.deprel == "amod":
            continue  # "the ousted government" speaks of a government, not of an ouster
        if token.upos in ("VERB", "AUX") or tree.kids(position, "cop"):
            frames.extend(_verb_frames(tree, position, lexicon))
        nominal = token.upos in ("NOUN", "PROPN") or (
            token.upos == "ADJ" and token.deprel in ("obj", "nsubj", "obl", "nmod")
        )
        if nominal and (frame := _noun_frame(tree, position, lexicon)):
            frames.append(frame)
            if frame.clause != frame.head:
                supported.add(frame.clause)
    kept = [frame for frame in frames if frame.noun or not _only_supports(frame, supported)]
    return sorted(kept, key=lambda frame: (frame.first, frame.noun))


def _only_supports(frame: Frame, supported: set[int]) -> bool:
    """A verb that lends itself to an event noun is no event beside it, unless its entry asks for
    that very noun as its object."""
    return frame.head in supported and not any(entry.object for _, entry in frame.entries)


def _verb_frames(tree: Tree, verb: int, lexicon: Lexicon) -> Iterator[Frame]:
    slots = verb_slots(tree, verb)
    words = tree.lemma(verb)
    copula = bool(tree.kids(verb, "cop"))
    keys = ["be"] if copula or tree.tokens[verb].upos == "AUX" else [words]
    if copula and tree.tokens[verb].upos == "VERB":
        keys.append(words)
    for key in keys:
        matches = [
            (phrase, entry, span)
            for phrase, entry in lexicon.verbs.get(key, ())
            if (span := _match_verb(tree, verb, phrase)) is not None
        ]
        if not matches:
            continue
        # A longer phrase ("take hostage") names the predicate better than its verb alone.
        longest = max(len(phrase.split()) for phrase, _, _ in matches)
        matched = next(span for phrase, _, span in matches if len(phrase.split()) == longest)
        entries = tuple((len(phrase.split()), entry) for phrase, entry, _ in matches)
        # "take part": the noun belongs to the predicate, it is no theme.
        slots = {
            slot: kept
            for slot, heads in slots.items()
            if (kept := tuple(head for head in heads if head not in matched[1:]))
        }
        doubtful = disagree(tree, verb, slots)
        yield Frame(verb, min(matched), max(matched), False, verb, slots, entries, doubtful)


def _match_verb(tree: Tree, verb: int, phrase: str) -> list[int] | None:
    """Return the tokens of a verb phrase of the lexicon, verb first, None if it is not here."""
    rest = phrase.split()[1:]
    if not rest:
        return [verb]
    positions = [verb]
    # A word of the phrase hangs on the verb or on what hangs on it: "put on high alert".
    own = tree.kids(verb)
    below = sorted({*own, *(p for child in own for p in tree.kids(child, *_INSIDE_PHRASE))})
    if tree.kids(verb, "cop"):
        below.insert(0, verb)  # "be willing": the predicate itself is the second word
    for word in rest:
        for position in below:
            nearby = verb <= position <= verb + 7
            if nearby and word in (tree.lemma(position), tree.word(position)):
                positions.append(position)
                break
        else:
            return None
    return positions


def verb_slots(tree: Tree, verb: int) -> dict[str, tuple[int, ...]]:
    """Return slot -> argument heads of a verb."""
    slots: dict[str, list[int]] = {}
    subjects, themes = tree.subjects(verb), tree.themes(verb)
    if subjects:
        slots["subj"] = subjects
    if themes:
        slots["obj"] = themes
    if indirect := tree.kids(verb, "iobj"):
        slots["iobj"] = tree.conjuncts(indirect[0])
    _merge(slots, tree.obliques(verb), skip="by" if tree.is_passive(verb) else "")
    token = tree.tokens[verb]
    if token.upos in ("NOUN", "PROPN") and (where := tree.preposition(verb)):
        slots.setdefault(where.split()[-1], [verb])  # "are on the territory of Borg"
    if token.deprel == "conj" and token.head >= 0 and token.head < verb:
        shared = {
            key: [head for head in heads if head > verb]
            for key, heads in tree.obliques(token.head).items()
        }
        _merge(slots, {key: heads for key, heads in shared.items() if heads})
    for theme in themes:
        found = tree.obliques(theme)
        _merge(slots, {k: v for k, v in found.items() if k in _SHARED_PREPOSITIONS})
        for child in tree.kids(theme, "acl", "acl:relcl"):
            if tree.lemma(child) in _IMPOSING:  # "lifted the sanctions imposed on Borg"
                found = tree.obliques(child)
                _merge(slots, {k: v for k, v in found.items() if k in ("on", "against")})
    _add_complements(tree, verb, themes, slots)
    rules = {slot: tuple(dict.fromkeys(heads)) for slot, heads in slots.items()}
    return complete(tree, verb, rules)


def _add_complements(
    tree: Tree, verb: int, themes: Sequence[int], slots: dict[str, list[int]]
) -> None:
    """Add what clauses, infinitives and the theme's owner say of whom the verb concerns."""
    for child in tree.kids(verb, "ccomp"):
        if tree.tokens[child].upos in ("VERB", "AUX", "ADJ"):
            slots.setdefault("complement", []).extend(tree.subjects(child) or tree.themes(child))
    for child in tree.kids(verb, "xcomp"):
        # "threatened to strike Borg": whom it concerns stands in the infinitive.
        if tree.tokens[child].upos == "VERB":
            beside = tree.obliques(child)
            below = [head for key in _CONCERNING for head in beside.get(key, [])]
            slots.setdefault("infinitive", []).extend([*tree.themes(child), *below])
            joined = [c for c in tree.kids(child, "conj") if tree.tokens[c].upos == "VERB"]
            slots.setdefault("act", []).extend([child, *joined])
        elif tree.tokens[child].upos in ("NOUN", "PROPN", "ADJ"):
            slots.setdefault("named", []).append(child)  # "called him a traitor"
    _add_purposes(tree, (verb, *themes), slots)
    for theme in themes:
        # "ratified Finland's membership": whose proposal, act or word it is.
        if owners := tree.kids(theme, "nmod:poss"):
            slots.setdefault("owner", []).extend(tree.conjuncts(owners[0]))
    for child in tree.kids(verb, "xcomp"):
        if tree.tokens[child].upos in ("VERB", "ADJ", "NOUN"):
            found = {k: v for k, v in tree.obliques(child).items() if tree.word(child) == "present"}
            _merge(slots, found)


def _add_purposes(tree: Tree, holders: Sequence[int], slots: dict[str, list[int]]) -> None:
    """ "donated tents to help Borg": whom the gift helps stands in its purpose."""
    for holder in holders:
        for child in tree.kids(holder, "advcl", "acl"):
            if tree.lemma(child) in _HELPING and "to" in tree.marks(child):
                slots.setdefault("purpose", []).extend(tree.themes(child))


def _merge(slots: dict[str, list[int]], more: Mapping[str, list[int]], skip: str = "") -> None:
    for slot, heads in more.items():
        if slot != skip and slot not in slots:
            slots[slot] = list(heads)


def _noun_frame(tree: Tree, noun: int, lexicon: Lexicon) -> Frame | None:
    found = _match_noun(tree, noun, lexicon)
    if found is None:
        return None
    first, entries = found
    slots = noun_slots(tree, noun, lexicon)
    clause = supporting_verb(tree, noun, lexicon)
    if clause != noun:
        supporting = verb_slots(tree, clause)
        if tree.tokens[noun].deprel in SUBJECTS and "obj" in supporting:
            slots["casualties"] = list(supporting["obj"])
        if _is_supported(tree, noun, supporting.get("obj", ())):
            _merge(slots, {k: list(v) for k, v in supporting.items() if k != "obj"})
        else:
            occurrence = {k: list(v) for k, v in supporting.items() if k not in ("subj", "obj")}
            _merge(slots, occurrence)
    frozen = {slot: tuple(dict.fromkeys(heads)) for slot, heads in slots.items()}
    return Frame(noun, first, noun, True, clause, frozen, entries)


def noun_slots(tree: Tree, noun: int, lexicon: Lexicon) -> dict[str, list[int]]:
    """Return slot -> argument heads of an event noun, from its own phrase."""
    slots: dict[str, list[int]] = {}
    for slot, relations in (("poss", ("nmod:poss", "amod")), ("mod", ("compound", "nmod"))):
        owners = [
            child
            for child in tree.kids(noun, *relations)
            if tree.tokens[child].deprel == "nmod:poss" or not tree.kids(child, "case")
        ]
        if owners:
            slots[slot] = [
                part
                for child in owners
                for name in tree.hyphenated(child)
                for part in tree.conjuncts(name)
            ]
    obliques = tree.obliques(noun)
    obliques.pop("poss", None)
    _merge(slots, obliques)
    for head in obliques.get("of", ()):
        # "the release of 47 sailors by the militia": the parser hangs the agent on the sailors
        _merge(slots, {k: v for k, v in tree.obliques(head).items() if k in _AGENTIVE})
    for child in tree.kids(noun, "acl"):
        # "strikes targeting the port", "a deal brokered by Qatar", "aid provided by France"
        if tree.word(child) in ("targeting", "involving", "backing"):
            if objects := tree.kids(child, "obj"):
                slots.setdefault("targeting", []).extend(tree.conjuncts(objects[0]))
        elif tree.is_passive(child) and tree.lemma(child) in lexicon.modality["support"]:
            slots.setdefault("subj", []).extend(tree.subjects(child))
    for child in tree.kids(noun, "acl", "acl:relcl"):
        if "that" in tree.marks(child):  # "the charge that soldiers looted"
            slots.setdefault("complement", []).extend(tree.subjects(child))
    if tree.kids(noun, "cop"):
        slots.setdefault("subj", []).extend(tree.subjects(noun))  # "Aland is a donor to Borg"
    return slots


def _is_supported(tree: Tree, noun: int, themes: tuple[int, ...]) -> bool:
    """Whether a noun, or the measure before it, is among the themes of its supporting verb."""
    return noun in themes or tree.tokens[noun].head in themes


def _match_noun(
    tree: Tree, noun: int, lexicon: Lexicon
) -> tuple[int, tuple[tuple[int, Entry], ...]] | None:
    """Match a noun, with the words right before it for phrases ("air strike"), longest first."""
    matches: list[tuple[int, Entry]] = []
    own = (tree.lemma(noun), tree.word(noun))
    for length in (3, 2, 1):
        first = noun - length + 1
        if first < 0:
            continue
        before = [tree.word(position) for position in range(first, noun)]
        for word in dict.fromkeys(own):
            # "cease-fire" is three tokens and one word of the lexicon.
            phrase = " ".join([*before, word]).replace(" - ", "-")
            matches.extend(
                (first, entry)
                for listed, entry in lexicon.nouns.get(phrase.partition(" ")[0], ())
                if listed == phrase
            )
        if matches:
            break
    if not matches:
        return None
    first = matches[0][0]
    return first, tuple((noun - first + 1, entry) for entry in dict.fromkeys(e for _, e in matches))


def supporting_verb(tree: Tree, noun: int, lexicon: Lexicon) -> int:
    """Return the verb that lends a noun its agent and tense, the noun itself if none does."""
    token = tree.tokens[noun]
    measured = token.deprel == "nmod" and tree.preposition(noun) == "of"
    if measured and token.head >= 0 and tree.lemma(token.head) in _MEASURES:
        token = tree.tokens[token.head]  # "carried out hundreds of air strikes"
    if token.head < 0 or tree.tokens[token.head].upos != "VERB":
        return noun
    verb = token.head
    words = {tree.lemma(verb)} | {
        f"{tree.lemma(verb)} {tree.word(child)}" for child in tree.kids(verb, "compound:prt")
    }
    if verb + 1 < len(tree.tokens) and tree.tokens[verb + 1].upos == "ADP":
        words.add(f"{tree.lemma(verb)} {tree.word(verb + 1)}")  # "up" taken for a preposition
    as_object = token.deprel in ("obj", "nsubj:pass") and words & lexicon.modality["support"]
    phrases = {f"{tree.lemma(verb)} {tree.lemma(child)}" for child in tree.kids(verb, "obj")}
    as_subject = token.deprel in SUBJECTS and (words | phrases) & lexicon.modality["occurrence"]
    return verb if as_object or as_subject else noun
