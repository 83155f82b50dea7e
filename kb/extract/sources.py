"""Who speaks: the source of a cue, through whom and to whom, and what pronouns take from it."""

from __future__ import annotations

from collections.abc import Iterable

from kb.extract.context import Referent, Scene
from kb.extract.lexicon import Lexicon
from kb.extract.participants import find_referent, unnamed_referent
from kb.extract.syntax import RELATIVES, SUBJECTS
from kb.ids import unnamed_actor_iri
from kb.model import Entity

OUTLETS = frozenset({"MediaOutlet", "NewsAgency"})
_ADDRESSING = frozenset({"tell", "inform", "brief", "remind", "assure", "warn", "urge"})
_OCCASIONS = frozenset({"interview", "statement", "comment", "remark"})
SPEAKING_NOW = frozenset({"i", "we", "you", "one"})
_OPEN = 0.4  # a source that only a pronoun names


def source_of_verb(scene: Scene, verb: int, lexicon: Lexicon) -> Referent | None:
    """Return the source of a cue verb: its subject, or that of the clause it hangs on."""
    tree = scene.tree
    heads = list(tree.subjects(verb))
    token = tree.tokens[verb]
    # "X, citing Y, reported": the participle's agent is the clause's subject.
    if token.deprel in ("advcl", "acl") and token.head >= 0:
        heads += tree.kids(token.head, *SUBJECTS)
    # "said X" after a quotation: the parser may take the speaker for the object.
    if not heads and not tree.is_passive(verb):
        heads += [child for child in tree.kids(verb, "obj", "nsubj:pass") if child == verb + 1]
    if token.deprel == "advcl" and tree.word(verb).endswith("ing"):
        heads = _speaking_first(scene, verb, heads, lexicon)
    for head in heads:
        if referent := source_of_phrase(scene, head, lexicon):
            return referent
    return None


def _speaking_first(scene: Scene, verb: int, heads: list[int], lexicon: Lexicon) -> list[int]:
    """ "X said that its aims were clear, adding that ...": who adds is X, not the aims, though the
    parser hangs the participle on the clause below."""
    tree = scene.tree
    above = [h for a in tree.ancestors(verb) for h in tree.kids(a, *SUBJECTS)]

    def speaks(head: int) -> bool:
        mention = scene.mentions.get(head)
        named = mention is not None and mention.actor is not None
        pronoun = tree.tokens[head].upos == "PRON"
        return named or pronoun or tree.lemma(head) in lexicon.source_nouns

    return sorted([*heads, *above], key=lambda head: not speaks(head))


def source_of_phrase(scene: Scene, head: int, lexicon: Lexicon) -> Referent | None:
    """Return the source that a phrase names: an actor, else one known by its description only."""
    if referent := find_referent(scene, head, lexicon):
        return referent
    token = scene.tree.tokens[head]
    if token.upos == "PRON":
        if scene.tree.word(head) in RELATIVES and token.deprel not in SUBJECTS:
            return None
        return unnamed_source(scene, head, _OPEN)
    if token.upos not in ("NOUN", "PROPN", "NUM", "ADJ", "DET", "X"):
        return None
    speaks = {scene.tree.lemma(head), scene.tree.word(head)} & lexicon.source_nouns
    return unnamed_referent(scene, head, 0.7 if speaks else 0.5)


def unnamed_source(scene: Scene, token: int, confidence: float = 0.7) -> Referent:
    """Return the unnamed source to which a word such as "allegedly" or "he" leaves its claim."""
    start, end = scene.extent([token])
    label = f"unnamed source ({scene.text[start:end].lower()})"
    actor = Entity(unnamed_actor_iri(scene.doc, label), "UnnamedActor", label)
    return Referent(actor, None, start, end, confidence)


def find_hearers(scene: Scene, verb: int, lexicon: Lexicon) -> tuple[Entity | None, Entity | None]:
    """Return (outlet through which it was said, person or body addressed)."""
    via = addressee = None
    for head in _hearing(scene, verb):
        referent = find_referent(scene, head, lexicon)
        if referent is None:
            continue
        if referent.actor.kind in OUTLETS:
            via = via or referent.actor
        else:
            addressee = addressee or referent.actor
    return via, addressee


def _hearing(scene: Scene, verb: int) -> Iterable[int]:
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
        if tree.lemma(child) in _OCCASIONS
        for nested in tree.kids(child, "nmod")
    ]
    for clause in tree.kids(verb, "ccomp"):
        marks = tree.kids(clause, "mark")
        # The parser may take the hearer for the subject of what was said.
        heads += [child for child in tree.kids(clause, "nsubj") if marks and child < marks[0]]
    return heads
