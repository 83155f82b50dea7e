"""Attribution cues of a sentence: who says what, and which tokens are the content."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kb.extract.contents import content_of_verb
from kb.extract.context import Referent, Scene
from kb.extract.lexicon import Lexicon
from kb.extract.participants import find_referent, unnamed_referent
from kb.extract.syntax import SUBJECTS
from kb.ids import unnamed_actor_iri
from kb.model import Entity

# Cues whose source commits itself to more than it shows: the status is then "alleged".
ALLEGING = frozenset(
    "allege claim accuse suggest blame charge purport "
    "accusation allegation suggestion alleged allegedly "
    "purported purportedly supposed supposedly so-called".split()
)
OUTLETS = frozenset({"MediaOutlet", "NewsAgency"})


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that attributes: `domain` holds the tokens of what is attributed."""

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
    continues: bool = False  # part of the quotation of the cue before it
    unsourced: bool = False  # the text names no source


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


def unnamed_source(scene: Scene, token: int) -> Referent:
    """Return the unnamed source to which a hearsay word leaves its claim."""
    start, end = scene.extent([token])
    label = f"unnamed source ({scene.text[start:end].lower()})"
    actor = Entity(unnamed_actor_iri(scene.doc, label), "UnnamedActor", label)
    return Referent(actor, None, start, end, 0.7)


_ADDRESSING = frozenset({"tell", "inform", "brief", "remind", "assure", "warn", "urge"})
_PRONOUNS = frozenset({"it", "he", "she", "they", "we", "i"})


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
            source = _source(scene, cited, lexicon)
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
    if tree.lemma(verb) in ("cite", "quote") and tree.tokens[verb].deprel == "advcl":
        return None
    lemma = tree.lemma(verb)
    particle = [tree.word(child) for child in tree.kids(verb, "compound:prt")]
    phrase = " ".join([lemma, *particle])
    stance = lexicon.stances.get(phrase) or lexicon.stances.get(lemma)
    if stance is None:
        return None
    source = _source_of_verb(scene, verb, lexicon)
    if source is None:
        return None
    domain, rule = content_of_verb(scene, verb, lexicon)
    if not domain:
        return None
    if (
        lemma in ("suggest", "claim")
        and source.mention is None
        and source.actor.kind != "UnnamedActor"
    ):
        return None
    via, addressee = _hearers(scene, verb, lexicon)
    return Cue(verb, verb, verb, lemma, stance, source, domain, rule, via, addressee)


def _source_of_verb(scene: Scene, verb: int, lexicon: Lexicon) -> Referent | None:
    tree = scene.tree
    for head in tree.subjects(verb):
        if referent := _source(scene, head, lexicon):
            return referent
    token = tree.tokens[verb]
    # "X, citing Y, reported": the participle's agent is the clause's subject.
    if token.deprel in ("advcl", "acl") and token.head >= 0:
        for head in tree.kids(token.head, *SUBJECTS):
            if referent := _source(scene, head, lexicon):
                return referent
    return None


def _source(scene: Scene, head: int, lexicon: Lexicon) -> Referent | None:
    """The source that a phrase names: an actor, else an unnamed one if its noun speaks."""
    if referent := find_referent(scene, head, lexicon):
        return referent
    tree = scene.tree
    if tree.lemma(head) not in lexicon.source_nouns and tree.word(head) not in lexicon.source_nouns:
        return None
    return unnamed_referent(scene, head, 0.7)


def _hearers(scene: Scene, verb: int, lexicon: Lexicon) -> tuple[Entity | None, Entity | None]:
    """Return (outlet through which it was said, person or body addressed)."""
    tree = scene.tree
    heads = [*tree.kids(verb, "iobj")]
    if tree.lemma(verb) in _ADDRESSING:
        heads += tree.kids(verb, "obj")
    to_whom = tree.kids(verb, "obl")
    # "confirmed the cooperation to X": the parser may hang the hearer on the object.
    to_whom += [child for theme in tree.kids(verb, "obj") for child in tree.kids(theme, "nmod")]
    heads += [child for child in to_whom if tree.preposition(child) in ("to", "with")]
    heads += [
        nested
        for child in tree.kids(verb, "obl")
        if tree.lemma(child) in ("interview", "statement", "comment", "remark")
        for nested in tree.kids(child, "nmod")
    ]
    for clause in tree.kids(verb, "ccomp"):
        marks = tree.kids(clause, "mark")
        # The parser may take the hearer for the subject of what was said.
        heads += [child for child in tree.kids(clause, "nsubj") if marks and child < marks[0]]
    via = addressee = None
    for head in heads:
        referent = find_referent(scene, head, lexicon)
        if referent is None:
            continue
        if referent.actor.kind in OUTLETS:
            via = via or referent.actor
        else:
            addressee = addressee or referent.actor
    return via, addressee


def _noun_cue(scene: Scene, noun: int, lexicon: Lexicon) -> Cue | None:
    """ "accusations by X that ...", "X's claim that ..."."""
    tree = scene.tree
    stance = lexicon.cue_nouns.get(tree.lemma(noun))
    clauses = [
        child
        for child in tree.kids(noun, "acl", "ccomp", "acl:relcl")
        if "that" in tree.marks(child)
    ]
    if stance is None or not clauses:
        return None
    owners = tree.kids(noun, "nmod:poss", "amod", "compound") + [
        child
        for child in tree.kids(noun, "nmod")
        if tree.preposition(child) in ("by", "from", "of")
    ]
    for owner in owners:
        if referent := find_referent(scene, owner, lexicon):
            domain = frozenset(tree.subtree(clauses[0]))
            return Cue(
                noun, noun, noun, tree.lemma(noun), stance, referent, domain, "claim.nominal"
            )
    return None


def _prepositional_cues(scene: Scene, position: int, lexicon: Lexicon) -> Iterator[Cue]:
    """ "according to X"."""
    tree = scene.tree
    words = tree.preposition(position)
    stance = lexicon.cue_prepositions.get(words)
    if stance is None or tree.tokens[position].deprel not in ("obl", "nmod", "advcl", "parataxis"):
        return
    source = _source(scene, position, lexicon)
    governor = tree.tokens[position].head
    if source is None or governor < 0:
        return
    own = set(tree.subtree(position))
    domain = frozenset(p for p in tree.subtree(governor) if p not in own)
    cases = [p for c in tree.kids(position, "case", "mark") for p in [c, *tree.kids(c, "fixed")]]
    yield Cue(
        min(cases), min(cases), max(cases), words, stance, source, domain, "claim.according-to"
    )
