"""What the author says of an event's truth: polarity, certainty, temporality, and the status.

Values follow GRaSP and FactBank (docs/data-model.md); they are inherited down complement chains:
in "refused to rule out sending troops" each governor adds its part.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kb.extract.context import Scene
from kb.extract.lexicon import Lexicon
from kb.extract.predicates import Frame
from kb.extract.syntax import SUBJECTS, Tree

_COMPLEMENTS = frozenset(
    {"xcomp", "ccomp", "advcl", "acl", "csubj", "conj", "obj", "obl", "nsubj:pass"}
)
_FUTURE_ADJECTIVES = frozenset(
    "planned upcoming future potential proposed looming imminent possible expected threatened "
    "scheduled prospective eventual forthcoming further".split()
)
_PAST_ADJECTIVES = frozenset({"former", "previous", "earlier", "last", "past"})
_BE = frozenset({"is", "are", "was", "were", "'s", "'re"})
# "the fourth state to recognise it" recognised it.
_RANKS = frozenset(
    "first second third fourth fifth sixth seventh eighth ninth tenth last latest only".split()
)
_CERTAINTY_ORDER = ("uncommitted", "certain", "probable", "possible")


@dataclass(frozen=True, slots=True)
class Factuality:
    """The author's view of an event."""

    polarity: str = "positive"
    certainty: str = "uncommitted"
    temporality: str = "past"


def judge(scene: Scene, frame: Frame, lexicon: Lexicon, cues: frozenset[int]) -> Factuality:
    """Return the factuality of a frame; the climb ends at a cue, whose claim takes over there."""
    tree = scene.tree
    fact = Factuality()
    if frame.noun:
        fact = _judge_noun(tree, frame, fact, lexicon.modality)
    if frame.clause != frame.head or not frame.noun:
        fact = _judge_clause(tree, frame.clause, fact, lexicon, cues)
    position = frame.clause
    if frame.noun and frame.clause != frame.head:
        fact = _judge_governor(tree, frame.clause, frame.head, fact, lexicon)
    for _ in range(len(tree.tokens)):
        token = tree.tokens[position]
        named = frame.noun and position == frame.head
        # "did little to steer outcomes in the attack": there was an attack
        if token.head < 0 or token.deprel not in _COMPLEMENTS or (named and token.deprel == "obl"):
            break
        if token.head in cues:
            promised = (
                token.deprel == "xcomp" and tree.lemma(token.head) in lexicon.modality["future"]
            )
            return replace(fact, temporality="future") if promised else fact
        if tree.lemma(token.head) in lexicon.modality["factive"]:
            break
        fact = _inherit(tree, position, fact, lexicon, cues, named)
        if named and token.deprel == "nsubj:pass":
            break
        position = token.head
    return fact


def _inherit(
    tree: Tree,
    position: int,
    fact: Factuality,
    lexicon: Lexicon,
    cues: frozenset[int],
    named: bool,
) -> Factuality:
    """Add what the head of a clause or of a named event says of its truth."""
    token = tree.tokens[position]
    if token.deprel == "conj":
        fact = _share_auxiliary(tree, token.head, position, fact, lexicon, cues)
        if fact.temporality == "future" and _is_conditional(tree, token.head):
            fact = replace(fact, temporality="hypothetical")
        if "to" in tree.marks(token.head) and not tree.kids(position, *SUBJECTS):
            fact = _judge_purpose(tree, token.head, fact, lexicon)
        return fact
    fact = _judge_governor(tree, token.head, position, fact, lexicon)
    # "their aid may be meant to please": the aid is real, whatever it is meant for
    if token.deprel in ("xcomp", "ccomp", "obj") or (token.deprel == "nsubj:pass" and not named):
        fact = _judge_clause(tree, token.head, fact, lexicon, cues, governed=True)
    return fact


def _judge_clause(
    tree: Tree,
    verb: int,
    fact: Factuality,
    lexicon: Lexicon,
    cues: frozenset[int],
    governed: bool = False,
) -> Factuality:
    modality = lexicon.modality
    below_cue = _is_below_cue(tree, verb, cues)
    for child in tree.kids(verb, "aux", "advmod", "det", "mark", "case"):
        word, relation = tree.word(child), tree.tokens[child].deprel
        if word in modality["negators"]:
            fact = replace(fact, polarity=_flip(fact.polarity))
        elif relation == "aux":
            fact = _judge_auxiliary(word, fact, lexicon, below_cue)
        elif relation == "mark" and word in modality["hypothetical_marks"]:
            fact = replace(fact, temporality="hypothetical")
        elif word in modality["probable"]:
            fact = _weaken(fact, "probable")
        elif word in modality["possible"]:
            fact = _weaken(fact, "possible")
    if not governed:
        fact = _judge_infinitive(tree, verb, fact)
        fact = _judge_negative_arguments(tree, verb, fact)
        fact = _judge_aspect(tree, verb, fact)
        fact = _judge_conditions(tree, verb, fact, lexicon)
    return fact


def _is_below_cue(tree: Tree, verb: int, cues: frozenset[int]) -> bool:
    """Whether a clause, or the one that it is coordinated with, is what a cue says."""
    while tree.tokens[verb].deprel == "conj" and tree.tokens[verb].head >= 0:
        verb = tree.tokens[verb].head
    return tree.tokens[verb].head in cues


def _judge_auxiliary(word: str, fact: Factuality, lexicon: Lexicon, below_cue: bool) -> Factuality:
    modality = lexicon.modality
    if word in modality["auxiliary_future"]:
        return replace(fact, temporality="future")
    if word in modality["auxiliary_hypothetical"]:
        # "said it would send": the future seen from a past report, no condition.
        return replace(
            fact, temporality="future" if below_cue and word == "would" else "hypothetical"
        )
    if word in modality["auxiliary_possible"]:
        weaker = _weaken(fact, "possible")
        ahead = weaker.temporality == "past"
        return replace(weaker, temporality="hypothetical") if ahead else weaker
    return fact


def _judge_infinitive(tree: Tree, verb: int, fact: Factuality) -> Factuality:
    """ "has yet to sign" did not sign; "is to sign" will."""
    before = [tree.word(position) for position in range(max(0, verb - 3), verb)]
    before = before[:-1] if before[-1:] == ["be"] else before[-2:]  # "is to be sent"
    if before == ["yet", "to"]:
        return replace(fact, polarity=_flip(fact.polarity), temporality="past")
    if before[1:] == ["to"] and before[0] in _BE:
        return replace(fact, temporality="future")
    return fact


def _judge_negative_arguments(tree: Tree, verb: int, fact: Factuality) -> Factuality:
    """ "No soldiers were sent", "sent no weapons": the negation sits on an argument."""
    for child in tree.kids(verb, "nsubj", "nsubj:pass", "obj"):
        if any(tree.word(det) in ("no", "neither") for det in tree.kids(child, "det")):
            return replace(fact, polarity=_flip(fact.polarity))
    return fact


def _judge_aspect(tree: Tree, verb: int, fact: Factuality) -> Factuality:
    if fact.temporality != "past":
        return fact
    auxiliaries = {tree.word(child) for child in tree.kids(verb, "aux", "cop")}
    progressive = tree.word(verb).endswith("ing") and auxiliaries & {
        "is",
        "are",
        "was",
        "were",
        "been",
        "'s",
        "'re",
    }
    present_copula = auxiliaries & {"is", "are", "'re", "'s"} and tree.kids(verb, "cop")
    is_present_be = tree.word(verb) in ("is", "are") and tree.lemma(verb) == "be"
    if progressive or present_copula or is_present_be:
        return replace(fact, temporality="ongoing")
    return fact


def _judge_conditions(tree: Tree, verb: int, fact: Factuality, lexicon: Lexicon) -> Factuality:
    """A main clause with "would" or "will" under an if-clause is hypothetical."""
    if fact.temporality == "future" and _is_conditional(tree, verb):
        return replace(fact, temporality="hypothetical")
    return _judge_purpose(tree, verb, fact, lexicon)


def _is_conditional(tree: Tree, verb: int) -> bool:
    """Whether an if-clause hangs on a verb."""
    return any({"if", "unless"} & set(tree.marks(child)) for child in tree.kids(verb, "advcl"))


def _judge_purpose(tree: Tree, verb: int, fact: Factuality, lexicon: Lexicon) -> Factuality:
    """ "ways to weaken Borg", "in order to weaken it": nobody says that it was done."""
    token = tree.tokens[verb]
    purpose = token.deprel in ("advcl", "acl", "amod") and "to" in tree.marks(verb)
    if not purpose or fact.temporality not in ("past", "ongoing"):
        return fact
    governor = token.head
    undone = governor >= 0 and tree.lemma(governor) in lexicon.modality["negative"]
    ranked = token.deprel == "acl" and any(
        tree.word(child) in _RANKS for child in tree.kids(governor, "amod", "nummod")
    )
    # "rode to the capital to protest", "met to discuss": who goes to speak does speak
    spoken = token.deprel == "advcl" and tree.lemma(verb) in lexicon.modality["spoken"]
    done = spoken or ranked or tree.word(verb).endswith("ing") or _is_perfect(tree, verb)
    if undone or done or _does_little(tree, governor):
        return fact
    headline = token.deprel == "acl" and tree.tokens[governor].head < 0
    ahead = headline or tree.lemma(governor) == "due"  # "Ministers to meet in Borg"
    return replace(fact, temporality="future" if ahead else "hypothetical")


def _is_perfect(tree: Tree, verb: int) -> bool:
    """ "admitted to having met": it was done."""
    return any(tree.word(child) == "having" for child in tree.kids(verb, "aux"))


def _does_little(tree: Tree, verb: int) -> bool:
    """ "did little to steer the outcome" says that it was not steered."""
    objects = tree.kids(verb, "obj") if verb >= 0 and tree.lemma(verb) == "do" else []
    return any(tree.word(child) in ("little", "nothing") for child in objects)


def _judge_noun(
    tree: Tree, frame: Frame, fact: Factuality, modality: Mapping[str, frozenset[str]]
) -> Factuality:
    for child in tree.kids(frame.head, "amod", "det", "advmod"):
        word = tree.word(child)
        if word in _FUTURE_ADJECTIVES:
            fact = replace(fact, temporality="future")
        elif word in _PAST_ADJECTIVES:
            fact = replace(fact, temporality="past")
        elif word == "no":
            fact = replace(fact, polarity=_flip(fact.polarity))
    behind = frame.head + 1
    noun_behind = behind < len(tree.tokens) and tree.tokens[behind].upos == "NOUN"
    if noun_behind and tree.lemma(behind) in modality["intentions"]:
        fact = replace(fact, temporality="future")  # "its accession bid", "a ceasefire plan"
    if any(tree.preposition(position) == "without" for position in (frame.head, frame.clause)):
        fact = replace(fact, polarity=_flip(fact.polarity))
    return fact


def _judge_governor(
    tree: Tree, governor: int, child: int, fact: Factuality, lexicon: Lexicon
) -> Factuality:
    modality, lemma = lexicon.modality, tree.lemma(governor)
    relation = tree.tokens[child].deprel
    direct = relation in ("xcomp", "ccomp", "obj", "nsubj:pass", "acl")
    # "unable to resist": the parser may take it for a purpose
    direct |= relation == "advcl" and tree.tokens[governor].upos == "ADJ"
    if _does_little(tree, governor) and "to" in tree.marks(child):
        return replace(fact, polarity=_flip(fact.polarity))
    lacking = relation == "acl" and any(
        tree.word(det) == "no" for det in tree.kids(governor, "det")
    )  # "has no plans to withdraw"
    if lacking or (direct and lemma in modality["negative"]):
        return replace(fact, polarity=_flip(fact.polarity))
    nominal = relation in ("obj", "nsubj:pass")
    ahead = modality["future_nouns"] if nominal else modality["future"]
    if (direct and lemma in ahead) or (lemma == "be" and "to" in tree.marks(child)):
        fact = replace(fact, temporality="future")
    if lemma in modality["probable"]:
        fact = _weaken(fact, "probable")
    elif lemma in modality["possible"]:
        fact = _weaken(fact, "possible")
    return fact


def _share_auxiliary(
    tree: Tree, head: int, child: int, fact: Factuality, lexicon: Lexicon, cues: frozenset[int]
) -> Factuality:
    """Coordinated verbs share the auxiliary of the first: "will arm and train"."""
    if tree.kids(child, "aux", "nsubj", "nsubj:pass"):
        return fact
    for auxiliary in tree.kids(head, "aux"):
        fact = _judge_auxiliary(tree.word(auxiliary), fact, lexicon, tree.tokens[head].head in cues)
    return fact


def _flip(polarity: str) -> str:
    return "negative" if polarity == "positive" else "positive"


def _weaken(fact: Factuality, certainty: str) -> Factuality:
    weaker = max(fact.certainty, certainty, key=_CERTAINTY_ORDER.index)
    return replace(fact, certainty=weaker)


@dataclass(frozen=True, slots=True)
class Attribution:
    """One step of a claim chain, as far as the status needs it."""

    stance: str
    alleging: bool  # the cue is one of allege, claim, accuse, suggest
    claimant_takes_part: bool


def status_of(fact: Factuality, chain: Sequence[Attribution], subtype: str | None) -> str:
    """Return the status of an event from its claim chain, outermost first: the fixed table of
    docs/data-model.md, first match wins."""
    negative = fact.polarity == "negative"
    # Who admits that he did not do it denies nothing, and confirms no event.
    own = {step.stance for step in chain if step.claimant_takes_part}
    denying = negative and bool(own - {"confirms"})
    if any(step.stance == "denies" for step in chain) or denying:
        return "denied"
    if negative and not chain:
        return "negated"
    if fact.temporality == "hypothetical":
        return "hypothetical"
    if fact.temporality == "future":
        return "planned"
    if "confirms" in own and not negative:
        return "confirmed"
    if subtype == "influence" or any(step.stance == "assesses" for step in chain):
        return "assessed"
    if any(step.alleging for step in chain):
        return "alleged"
    return "reported" if chain else "asserted"
