"""Attribution cues of a sentence: who says what, and which tokens are the content."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kb.extract.contents import content_of_verb
from kb.extract.context import Referent, Scene
from kb.extract.lexicon import Lexicon
from kb.extract.sources import (
    SPEAKING_NOW,
    find_hearers,
    source_of_phrase,
    source_of_verb,
    unnamed_source,
)
from kb.extract.syntax import SUBJECTS
from kb.model import Entity

# Cues whose source commits itself to more than it shows: the status is then "alleged".
ALLEGING = frozenset(
    "allege claim accuse suggest blame charge purport complain "
    "accusation allegation suggestion alleged allegedly "
    "purported purportedly supposed supposedly so-called".split()
)
_PRONOUNS = frozenset({"it", "he", "she", "they", "we", "i"})
_BODIES = ("State", "IGO", "Government", "GovernmentBody", "ArmedGroup", "MilitaryForce")
_NEVER_CALLED = {"they": ("State", "IGO", "Person"), "it": ("Person",)} | dict.fromkeys(
    ("he", "she"), _BODIES
)


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that attributes: `domain` holds the tokens of what is attributed.

    `quotation` names (by sentence and head) the cue whose quotation this one goes on with. An
    attitude ("condemned", "wants") says nothing of whether its content is so.
    """

    head: int
    first: int
    last: int
    lemma: str
    stance: str
    source: Referent
    domain: frozenset[int]
    rule: str
    via: Entity | None = None
    addressee: Entity | None = None
    quotation: tuple[int, int] | None = None
    unsourced: bool = False
    attitude: bool = False


def find_cues(scene: Scene, lexicon: Lexicon) -> list[Cue]:
    """Return the attribution cues of a sentence, widest content first."""
    cues: list[Cue] = []
    for position, token in enumerate(scene.tree.tokens):
        if token.upos in ("VERB", "AUX"):
            cues.extend(_verb_cues(scene, position, lexicon))
        elif token.upos == "NOUN" and (cue := _noun_cue(scene, position, lexicon)):
            cues.append(cue)
        cues.extend(_prepositional_cues(scene, position, lexicon))
    return sorted(cues, key=lambda cue: (-len(cue.domain), cue.head))


def hearsay_cue(scene: Scene, heads: frozenset[int], lexicon: Lexicon) -> tuple[int, str] | None:
    """Return (token, stance) of a word such as "alleged" or "reportedly" that hangs on one of some
    tokens, None where there is none."""
    for head in sorted(heads):
        for child in scene.tree.kids(head, "amod", "advmod"):
            word = scene.tree.word(child)
            if word in lexicon.hearsay:
                stance = "alleges" if lexicon.hearsay[word] == "alleged" else "reports"
                return child, stance
    return None


def resolve_speakers(scene: Scene, cues: list[Cue]) -> dict[int, Referent]:
    """Return token -> speaker for the subject pronouns that the catalogue left open: the third
    person of a reported clause, the first person of a quotation ("Iran said it had ...")."""
    found: dict[int, Referent] = {}
    for cue in cues:  # widest first, so that the narrowest content has the last word
        for position in cue.domain:
            word, token = scene.tree.word(position), scene.tree.tokens[position]
            own_voice = word in ("we", "i")
            if word not in _PRONOUNS or not token.deprel.startswith("nsubj"):
                continue
            if cue.source.actor.kind in _NEVER_CALLED.get(word, ()):
                continue
            open_ = position not in scene.mentions or scene.mentions[position].actor is None
            if open_ and own_voice == (position in scene.inside_quotes) and cue.head != token.head:
                found[position] = cue.source
    return found


def _verb_cues(scene: Scene, verb: int, lexicon: Lexicon) -> list[Cue]:
    """The cue of a verb, and inside it that of a source which it cites."""
    outer = _verb_cue(scene, verb, lexicon)
    if outer is None:
        return []
    tree = scene.tree
    for child in tree.kids(verb, "advcl"):
        if tree.lemma(child) not in ("cite", "quote"):
            continue
        for cited in tree.kids(child, "obj"):
            source = source_of_phrase(scene, cited, lexicon)
            if source is not None:
                below = outer.domain - frozenset(tree.subtree(child))
                inner = replace(
                    outer,
                    head=child,
                    first=child,
                    last=child,
                    lemma=tree.lemma(child),
                    stance="asserts",
                    source=source,
                    domain=below,
                    rule="claim.cited",
                    via=None,
                    addressee=None,
                )
                return [replace(outer, domain=outer.domain | {child, verb}), inner]
    return [outer]


def _verb_cue(scene: Scene, verb: int, lexicon: Lexicon) -> Cue | None:
    tree = scene.tree
    lemma = tree.lemma(verb)
    citing = lemma in ("cite", "quote") and tree.tokens[verb].deprel == "advcl"
    stance = _stance(scene, verb, lexicon)
    word = tree.tokens[verb].text
    name = verb > 0 and word.istitle() and tree.tokens[verb - 1].text == ","  # ", Said Holm,"
    if name or citing or stance is None or _speaks_for_itself(scene, verb):
        return None
    domain, rule = content_of_verb(scene, verb, lexicon)
    if not domain:
        return None
    source = source_of_verb(scene, verb, lexicon)
    unsourced = source is None and tree.is_passive(verb)
    if source is None and not unsourced:
        return None
    return Cue(
        verb,
        verb,
        verb,
        lemma,
        stance,
        source or unnamed_source(scene, verb),
        domain,
        rule,
        *find_hearers(scene, verb, lexicon),
        unsourced=unsourced,
        attitude=lemma in lexicon.attitudes,
    )


def _speaks_for_itself(scene: Scene, verb: int) -> bool:
    """ "I think", "you know": part of what its speaker says, no further voice."""
    own = scene.tree.kids(verb, *SUBJECTS) or scene.tree.subjects(verb)
    return any(scene.tree.word(head) in SPEAKING_NOW for head in own)


def _stance(scene: Scene, verb: int, lexicon: Lexicon) -> str | None:
    lemma = scene.tree.lemma(verb)
    particle = [scene.tree.word(child) for child in scene.tree.kids(verb, "compound:prt")]
    stance = lexicon.stances.get(" ".join([lemma, *particle])) or lexicon.stances.get(lemma)
    if stance in ("confirms", "denies") and _is_withheld(scene, verb, lexicon):
        return "declines-comment"  # "would neither confirm nor deny that ..."
    return stance


def _is_withheld(scene: Scene, verb: int, lexicon: Lexicon) -> bool:
    """Whether a word of confirming or denying is itself denied: "refused to confirm"."""
    tree = scene.tree
    negators = lexicon.modality["negators"]
    own = tree.kids(verb, "advmod", "cc", "cc:preconj", "det")
    governor = tree.tokens[verb].head
    refused = tree.tokens[verb].deprel == "xcomp" and tree.lemma(governor) in ("refuse", "decline")
    return refused or any(tree.word(child) in negators for child in own)


def _noun_cue(scene: Scene, noun: int, lexicon: Lexicon) -> Cue | None:
    """ "accusations by X that ...", "X's claim that ...", "reports that ..."."""
    tree = scene.tree
    stance = lexicon.cue_nouns.get(tree.lemma(noun))
    clauses = [
        child
        for child in tree.kids(noun, "acl", "ccomp", "acl:relcl")
        if "that" in tree.marks(child)
    ]
    if stance is None or not clauses:
        return None
    source = _owner_of_cue(scene, noun, lexicon)
    return Cue(
        noun,
        noun,
        noun,
        tree.lemma(noun),
        stance,
        source or unnamed_source(scene, noun),
        frozenset(tree.subtree(clauses[0])),
        "claim.nominal",
        unsourced=source is None,
    )


def _owner_of_cue(scene: Scene, noun: int, lexicon: Lexicon) -> Referent | None:
    tree = scene.tree
    owners = tree.kids(noun, "nmod:poss", "amod", "compound") + [
        child
        for child in tree.kids(noun, "nmod")
        if tree.preposition(child) in ("by", "from", "of")
    ]
    for owner in owners:
        named = tree.tokens[owner].upos in ("NOUN", "PROPN", "PRON") or owner in scene.mentions
        if named and (referent := source_of_phrase(scene, owner, lexicon)):
            return referent
    return None


def _prepositional_cues(scene: Scene, position: int, lexicon: Lexicon) -> Iterator[Cue]:
    """ "according to X"."""
    tree = scene.tree
    words = tree.preposition(position)
    stance = lexicon.cue_prepositions.get(words)
    if stance is None or tree.tokens[position].deprel not in ("obl", "nmod", "advcl", "parataxis"):
        return
    source = source_of_phrase(scene, position, lexicon)
    governor = tree.tokens[position].head
    if source is None or governor < 0 or tree.lemma(position) in lexicon.unspoken:
        return
    own = set(tree.subtree(position))
    domain = frozenset(p for p in tree.subtree(governor) if p not in own)
    cases = [p for c in tree.kids(position, "case", "mark") for p in [c, *tree.kids(c, "fixed")]]
    yield Cue(
        min(cases), min(cases), max(cases), words, stance, source, domain, "claim.according-to"
    )
