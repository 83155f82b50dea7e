"""Who takes part: from the head of a phrase to the actors that it stands for."""

from __future__ import annotations

from dataclasses import replace

from kb.extract.context import Referent, Scene
from kb.extract.lexicon import Lexicon
from kb.extract.syntax import Tree
from kb.ids import unnamed_actor_iri
from kb.model import Entity, Mention, Participant, Token

# Types whose acts are physical: there a city's name means the city, elsewhere its government.
PHYSICAL = frozenset({"ASSAULT", "COERCE", "MOBILIZE", "RETREAT", "PROTEST"})
PEOPLE = ("person", "troops", "force", "body", "group")
# "hundreds of banks", "one of two men", "members of the movement": who is meant follows.
_MEASURES = frozenset(
    "number ten dozen score hundred thousand million group series lot some one two three several "
    "many most both all part rest majority member couple handful ton tonne batch package shipment "
    "variety range array spate".split()
)
# Which of `_number` a pronoun can stand for.
_AGREEMENT = {
    **dict.fromkeys(("he", "she", "him", "her", "his"), "one"),
    **dict.fromkeys(("they", "them", "their"), "several"),
    **dict.fromkeys(("it", "its"), "body"),
}
_OWNERS = ("amod", "compound", "nmod:poss", "nmod", "nmod:desc", "flat", "nmod:unmarked")


def is_metonym(mention: Mention) -> bool:
    """Return whether a name of a place stands for an actor of another name ("Paris" for France)."""
    if mention.actor is None or mention.place is None:
        return False
    return mention.place.label != mention.actor.label


def find_referent(
    scene: Scene, head: int, lexicon: Lexicon, type_: str | None = None
) -> Referent | None:
    """Return the actor that the phrase headed by a token stands for, None where it is no actor.

    In order: the mention that covers the head, a name in apposition, the owner of an organ noun
    ("Russian forces", "Israel's army"), else an unnamed actor where the noun means people.
    """
    mention = scene.mentions.get(head)
    described = mention is not None and mention.kind == "NOMINAL" and mention.antecedent is None
    if described and (named := _name_beside(scene, head, lexicon)):
        return named  # "the Lebanese movement Hezbollah": the name is who is meant
    if mention is not None and mention.actor is not None:
        if type_ in PHYSICAL and is_metonym(mention):
            return None
        return Referent(mention.actor, mention, mention.start, mention.end, mention.score)
    if mention is not None and mention.place is not None:
        return None
    if speaker := scene.speakers.get(head):
        token = scene.tree.tokens[head]
        confidence = speaker.confidence * 0.9
        return replace(speaker, start=token.start, end=token.end, confidence=confidence)
    if scene.tree.tokens[head].upos == "PRON":
        return _antecedent(scene, head, lexicon)
    return (
        _name_beside(scene, head, lexicon)
        or _owner_of_organ(scene, head, lexicon)
        or _counted(scene, head, lexicon, type_)
        or find_people(scene, head, lexicon)
    )


def _antecedent(scene: Scene, head: int, lexicon: Lexicon) -> Referent | None:
    """Who a pronoun without a mention stands for, if the sentence names exactly one that fits
    before it: "sent 222 prisoners into exile and stripped them of ..."."""
    tree = scene.tree
    fits = _AGREEMENT.get(tree.word(head))
    if fits is None:
        return None
    verb = tree.tokens[head].head
    beside = {*tree.kids(verb), *tree.subjects(verb)} if verb >= 0 else set[int]()
    agents = [
        find_referent(scene, position, lexicon)
        for position in sorted(beside)
        if tree.tokens[position].upos != "PRON"
    ]
    excluded = {referent.actor.iri for referent in agents if referent is not None}
    found: dict[str, Referent] = {}
    for position in _parallel(tree, verb) or range(head):
        token = tree.tokens[position]
        if token.upos not in ("NOUN", "PROPN") or not _heads_phrase(token):
            continue
        if fits != _number(scene, position, lexicon):
            continue
        if tree.tokens[measured(scene, position)].upos == "PRON":
            continue  # "one of them" names nobody
        referent = find_referent(scene, position, lexicon)
        if referent is not None and referent.actor.iri not in excluded:
            found[referent.actor.iri] = referent
    if len(found) != 1:
        return None
    (referent,) = found.values()
    token = tree.tokens[head]
    return replace(referent, start=token.start, end=token.end, confidence=0.8 * referent.confidence)


def _parallel(tree: Tree, verb: int) -> list[int]:
    """The theme of the verb before a coordinated one: "praised the council, thanked it"."""
    coordinated = verb >= 0 and tree.tokens[verb].deprel == "conj"
    return tree.themes(tree.tokens[verb].head) if coordinated else []


def _heads_phrase(token: Token) -> bool:
    return token.deprel.split(":")[0] in ("nsubj", "obj", "iobj", "obl", "nmod", "conj", "appos")


def _number(scene: Scene, position: int, lexicon: Lexicon) -> str:
    """Whether a noun is one person, several, or a body, for the choice of a pronoun."""
    tree = scene.tree
    mention = scene.mentions.get(position)
    if len(tree.conjuncts(position)) > 1:
        return "several"
    if tree.tokens[position].upos == "NOUN" and tree.word(position) != tree.lemma(position):
        return "several"
    if mention is not None and (mention.kind == "PER" or mention.office is not None):
        return "one"
    if mention is not None and mention.kind in ("ORG", "LOC"):
        return "body"
    return "one" if lexicon.in_class(tree.lemma(position), ("person",)) else "body"


def _counted(scene: Scene, head: int, lexicon: Lexicon, type_: str | None) -> Referent | None:
    """Whoever a number or group word counts, with the whole phrase as evidence."""
    noun = measured(scene, head)
    if noun == head or scene.tree.tokens[noun].upos == "PRON":
        return None  # whom "dozens of them" counts is not looked for: pronouns ask for nouns here
    found = find_referent(scene, noun, lexicon, type_)
    if found is None:
        return None
    start, _ = scene.extent(scene.tree.phrase(head))
    return replace(found, start=start, confidence=found.confidence * 0.9)


def _name_beside(scene: Scene, head: int, lexicon: Lexicon) -> Referent | None:
    """The person or body whose name stands in apposition to a singular noun, or the state whose
    name tells which "ally" or "enemy"."""
    lemma = scene.tree.lemma(head)
    if lemma != scene.tree.word(head):
        return None
    for child in scene.tree.kids(head, "appos", "flat", "nmod:desc"):
        named = scene.mentions.get(child)
        kinds = ("PER", "ORG", "LOC") if lexicon.in_class(lemma, ("side",)) else ("PER", "ORG")
        if named is not None and named.actor is not None and named.kind in kinds:
            return Referent(named.actor, named, named.start, named.end, named.score * 0.95)
    return None


def enumerated(scene: Scene, head: int) -> list[int]:
    """Return a nominal with those coordinated with it.

    In lists of titled people the parser takes a comma for an apposition: every further person
    reached through such links counts as coordinated.
    """
    tree = scene.tree
    found = tree.conjuncts(head)
    stack = [child for member in found for child in tree.kids(member, "appos", "flat", "nmod:desc")]
    while stack:
        position = stack.pop()
        mention = scene.mentions.get(position)
        known = {id(scene.mentions.get(member)) for member in found}
        first = scene.mentions.get(head)
        both_people = (
            mention is not None
            and first is not None
            and _listed_alike(mention, first)
            and id(mention) not in known
        )
        if both_people:
            found.append(position)
        if both_people or tree.tokens[position].deprel in ("flat", "nmod:desc"):
            stack += tree.kids(position, "appos", "flat", "nmod:desc", "conj")
    return sorted(dict.fromkeys(found))


def _listed_alike(mention: Mention, first: Mention) -> bool:
    """Whether two names beside each other are members of a list: people, peoples or states."""
    if mention.kind != first.kind or mention.kind not in ("PER", "NORP", "LOC"):
        return False
    if mention.kind == "NORP":
        return True
    if mention.actor is None or first.actor is None:
        return False
    return mention.kind == "PER" or mention.actor.kind == first.actor.kind == "State"


def measured(scene: Scene, head: int) -> int:
    """Return the noun that a number or group word counts: banks in "hundreds of banks"."""
    tree = scene.tree
    if tree.lemma(head) in _MEASURES or tree.tokens[head].upos == "NUM":
        for child in tree.kids(head, "nmod"):
            if tree.preposition(child) == "of":
                return measured(scene, child)
    return head


def _owner_of_organ(scene: Scene, head: int, lexicon: Lexicon) -> Referent | None:
    if scene.tree.lemma(head) not in lexicon.organs and scene.tree.word(head) not in lexicon.organs:
        return None
    start, end = scene.extent(scene.tree.phrase(head))
    owners = [
        child
        for child in scene.tree.kids(head, *_OWNERS)
        if scene.tree.tokens[child].deprel != "nmod" or scene.tree.preposition(child) in ("of", "")
    ]
    for child in owners:
        owner = scene.mentions.get(child)
        if owner is not None and owner.actor is not None:
            return Referent(owner.actor, owner, start, end, owner.score * 0.85)
    for child in owners:
        if nested := _owner_of_organ(scene, child, lexicon):
            return replace(nested, start=start, end=end, confidence=nested.confidence * 0.9)
    return None


def means_people(scene: Scene, head: int, lexicon: Lexicon) -> bool:
    """Whether a noun means people or a body of people: also "asylum-seekers", "Workers"."""
    lemma = scene.tree.lemma(head).rpartition("-")[2]
    of = [child for child in scene.tree.kids(head, "nmod") if scene.tree.preposition(child) == "of"]
    if lemma == "state" and any(scene.mentions.get(child) is None for child in of):
        return False  # "a state of emergency"
    forms = (lemma, lemma[:-1]) if lemma.endswith("s") else (lemma,)
    return any(lexicon.in_class(form, PEOPLE) for form in forms)


def find_people(scene: Scene, head: int, lexicon: Lexicon) -> Referent | None:
    """Return people or a body of people without a name, None where a noun means neither."""
    token = scene.tree.tokens[head]
    if token.upos not in ("NOUN", "PROPN"):
        return None
    if token.text.lower() == "force" and not scene.tree.kids(head):
        return None  # "threatened to use force"
    mention = scene.mentions.get(head)
    people = mention is not None and mention.kind == "NORP"  # "five Syrians"
    if not people and not means_people(scene, head, lexicon):
        return None
    return unnamed_referent(scene, head, 0.6)


def unnamed_referent(scene: Scene, head: int, confidence: float) -> Referent:
    """Return an unnamed actor of this document, known by its description without the article."""
    tree = scene.tree
    words = [p for p in tree.phrase(head) if p == head or tree.tokens[p].deprel != "det"]
    start, end = scene.extent(words)
    description = scene.text[start:end]
    actor = Entity(unnamed_actor_iri(scene.doc, description), "UnnamedActor", description)
    return Referent(actor, None, start, end, confidence)


def as_participant(referent: Referent, role: str) -> Participant:
    """Return a referent in a role of an event."""
    mention = referent.mention
    return Participant(
        role=role,
        actor=referent.actor,
        mention=mention.id if mention is not None else None,
        start=referent.start,
        end=referent.end,
        in_capacity=mention.office if mention is not None else None,
        inferred=False,
        confidence=round(referent.confidence, 3),
    )
