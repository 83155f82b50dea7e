"""Whose a thing or an act is: whom it concerns, who stands behind it, who owns it together."""

from __future__ import annotations

from dataclasses import replace

from kb.extract.context import Referent, Scene
from kb.extract.lexicon import Lexicon
from kb.extract.participants import PHYSICAL, find_people, is_metonym, measured
from kb.ids import unnamed_actor_iri
from kb.model import Entity, Mention


def find_concerned(scene: Scene, head: int, type_: str | None, lexicon: Lexicon) -> Referent | None:
    """Return the actor whose thing, act or word a phrase names: who condemns "the court's ruling"
    condemns the court. The phrase is the evidence.

    Nearest first: possessor, demonym or compound, then a phrase with "of", "by", "from", then
    whom it is said to belong to; the place of an act only where the event is of words ("violations
    in Zimbabwe"). Where no name is said, the people of the phrase: "a boat with 120 migrants".
    """
    found = _named_concerned(scene, head, type_)
    if found is not None:
        return found
    start, end = scene.extent(scene.tree.phrase(head))
    for child in scene.tree.kids(head, "nmod"):
        if scene.tree.preposition(child) in ("of", "by", "with"):
            people = find_people(scene, measured(scene, child), lexicon)
            if people is not None:
                return replace(people, start=start, end=end, confidence=people.confidence * 0.8)
    return None


def _named_concerned(scene: Scene, head: int, type_: str | None) -> Referent | None:
    tree = scene.tree
    start, end = scene.extent(tree.phrase(head))
    owners = tree.kids(head, "nmod:poss", "amod", "compound", "nmod:desc")
    prepositions = {"of", "by", "from", ""} | (set() if type_ in PHYSICAL else {"in", "with"})
    behind = [c for c in tree.kids(head, "nmod") if tree.preposition(c) in prepositions]
    for child in (*owners, *behind, *_belonging(scene, head)):
        owner = scene.mentions.get(child)
        known = owner is not None and owner.actor is not None
        if (
            owner is not None
            and owner.actor is not None
            and not (type_ in PHYSICAL and is_metonym(owner))
        ):
            end = max(end, owner.end)
            return Referent(owner.actor, owner, start, end, owner.score * 0.7)
        if not known and (nested := _named_concerned(scene, child, type_)):
            end = max(end, nested.end)
            confidence = nested.confidence * 0.9
            return replace(nested, start=start, end=end, confidence=confidence)
    return None


def _belonging(scene: Scene, head: int) -> list[int]:
    """ "a mine that belongs to a Borgian firm", "a law drafted by Borg": whose it is said to be."""
    tree = scene.tree
    found: list[int] = []
    for clause in tree.kids(head, "acl", "acl:relcl"):
        if tree.lemma(clause) == "belong":
            found += [
                child for child in tree.kids(clause, "obl") if tree.preposition(child) == "to"
            ]
        elif tree.is_passive(clause):
            found += tree.subjects(clause)
    return found


def find_owner(scene: Scene, head: int) -> Referent | None:
    """Return the actor that owns a thing or an act: "Ukraine's engagement"."""
    for child in scene.tree.kids(head, "nmod:poss", "amod"):
        owner = scene.mentions.get(child)
        if owner is not None and owner.actor is not None:
            return Referent(owner.actor, owner, owner.start, owner.end, owner.score * 0.8)
    return None


def find_doer(scene: Scene, head: int) -> Referent | None:
    """Return the actor behind a thing that acts: "a mine laid by the rebels", "an attack by them",
    "Borg's missiles", "the vote that the bloc had tabled"."""
    tree = scene.tree
    behind = [child for child in tree.kids(head, "nmod") if tree.preposition(child) == "by"]
    for clause in tree.kids(head, "acl", "acl:relcl"):
        subjects = tree.subjects(clause)
        behind += [position for position in subjects if position != head]
    for child in behind:
        doer = scene.mentions.get(child)
        if doer is not None and doer.actor is not None:
            return Referent(doer.actor, doer, doer.start, doer.end, doer.score * 0.8)
    return find_owner(scene, head)


def coordinated_owners(scene: Scene, head: int, lexicon: Lexicon) -> list[Referent]:
    """Return the several owners of one plural noun, none where there are fewer than two:
    "Russian and Syrian troops".

    Irregulars act for no state: in "between Borg and Cedar militants" those beside the noun are
    the militants themselves.
    """
    tree = scene.tree
    if tree.lemma(head) not in lexicon.organs and tree.word(head) not in lexicon.organs:
        return []
    groups = [tree.kids(head, "amod", "compound")]
    groups += [[child] for child in tree.kids(head, "nmod") if tree.preposition(child) == "of"]
    for group in groups:
        members = [m for child in group for m in (child, *tree.kids(child, "conj"))]
        owners = [_demonym_of(scene, m) or scene.mentions.get(m) for m in members]
        whole = scene.mentions.get(head)  # a word of the noun's own name is no owner of it
        found = [o for o in owners if o is not None and o.actor is not None and o is not whole]
        different = {owner.actor.iri for owner in found if owner.actor}
        if len(different) > 1 and lexicon.in_class(tree.lemma(head), ("irregular",)):
            found = [o for o in found if o.actor and o.start < found[-1].start]
            own = [Referent(m.actor, m, m.start, m.end, m.score * 0.6) for m in found if m.actor]
            return [*own, _described_from(scene, members[-1], head)]
        if len(different) > 1:
            token = tree.tokens[head]
            return [
                Referent(
                    m.actor, m, min(m.start, token.start), max(m.end, token.end), m.score * 0.8
                )
                for m in found
                if m.actor
            ]
    return []


def _demonym_of(scene: Scene, position: int) -> Mention | None:
    """The demonym on a token, also where a longer description covers it."""
    token = scene.tree.tokens[position]
    return scene.demonyms.get(token.start)


def _described_from(scene: Scene, first: int, head: int) -> Referent:
    """The unnamed actor whom the words from one token to another describe."""
    start, end = scene.extent([first, head])
    description = scene.text[start:end]
    actor = Entity(unnamed_actor_iri(scene.doc, description), "UnnamedActor", description)
    return Referent(actor, None, start, end, 0.6)
