"""What a cue verb attributes: the tokens of its clause, quotation, infinitive, gerund or noun."""

from __future__ import annotations

from kb.extract.context import Scene
from kb.extract.lexicon import Lexicon
from kb.extract.syntax import SUBJECTS

_ACCUSING = frozenset({"accuse", "blame", "suspect"})
_GERUND_CUES = frozenset({"deny", "admit", "acknowledge", "report"})
MIN_QUOTE_WORDS = 3  # shorter ones are scare quotes


def content_of_verb(scene: Scene, verb: int, lexicon: Lexicon) -> tuple[frozenset[int], str]:
    """Return the tokens that a cue verb attributes and the name of the construction."""
    tree = scene.tree
    for child in tree.kids(verb, "ccomp"):
        return _with_quoted(scene, tree.subtree(child), verb), "claim.clause"
    if rule := _insertion(scene, verb):
        own = set(tree.subtree(verb))
        governor = tree.tokens[verb].head
        # Set in after the subject, the insertion may hang on that noun; its clause is meant.
        clauses = (a for a in tree.ancestors(verb) if tree.tokens[a].upos in ("VERB", "AUX"))
        whole = tree.subtree(next(clauses, governor))
        return frozenset(position for position in whole if position not in own), rule
    if quoted := _quoted_content(scene, verb):
        return quoted, "claim.quotation"
    content, rule = _phrasal_content(scene, verb, lexicon)
    if content or not _closes_quotation(scene, verb):
        return content, rule
    return scene.inside_quotes, "claim.quotation"


def _insertion(scene: Scene, verb: int) -> str | None:
    """Name the construction of a cue set into or after what it attributes: "..., X said"."""
    tree = scene.tree
    token = tree.tokens[verb]
    if token.head < 0:
        return None
    if token.deprel == "parataxis":
        # "Israel blames Iran; Tehran denies involvement": a clause with an object of its own.
        return None if tree.kids(verb, "obj") else "claim.inserted"
    if token.deprel != "advcl":
        return None
    if "as" in tree.marks(verb):
        return "claim.as"
    # ", Reuters reported": a full clause between commas without a subordinating word.
    own = tree.subtree(verb)
    after_comma = own[0] > 0 and "," in (tree.word(own[0]), tree.word(own[0] - 1))
    finite = tree.kids(verb, *SUBJECTS) and not tree.marks(verb) and not tree.kids(verb, "advmod")
    return "claim.inserted" if after_comma and finite else None


def _quoted_content(scene: Scene, verb: int) -> frozenset[int]:
    """The quotation that a verb outside it introduces or closes."""
    tree = scene.tree
    for child in tree.kids(verb, "parataxis"):
        if child < verb or child in scene.inside_quotes:
            return _with_quoted(scene, tree.subtree(child), verb)
    spoken = tree.kids(verb, "obj", "xcomp", "dep", "advcl")
    if verb not in scene.inside_quotes and any(child in scene.inside_quotes for child in spoken):
        return scene.inside_quotes
    return frozenset()


def _closes_quotation(scene: Scene, verb: int) -> bool:
    """Whether a speaker and verb follow a quotation that the parser left unattached."""
    quoted = scene.inside_quotes
    speaker = scene.tree.kids(verb, *SUBJECTS)
    after = bool(quoted) and max(quoted) < verb and bool(speaker) and min(speaker) > max(quoted)
    return after and len(quoted) >= MIN_QUOTE_WORDS and not scene.tree.kids(verb, "obj", "xcomp")


def _phrasal_content(scene: Scene, verb: int, lexicon: Lexicon) -> tuple[frozenset[int], str]:
    """Content in an infinitive, gerund or noun: "accused X of ...", "denied sending ..."."""
    tree = scene.tree
    lemma = tree.lemma(verb)
    if lemma in _ACCUSING:
        for child in tree.kids(verb, "advcl", "obl", "xcomp", "acl"):
            if {*tree.marks(child), tree.preposition(child)} & {"of", "for"}:
                return frozenset(tree.subtree(child)), "claim.accusation"
    for child in tree.kids(verb, "xcomp"):
        if lemma in lexicon.modality["future"]:
            return frozenset(tree.subtree(child)), "claim.promise"
        if lemma in _GERUND_CUES:
            return frozenset(tree.subtree(child)), "claim.gerund"
    if lemma in lexicon.noun_object_cues:
        for child in tree.kids(verb, "obj"):
            return frozenset(tree.subtree(child)), "claim.noun"
    return frozenset(), ""


def _with_quoted(scene: Scene, tokens: list[int], verb: int) -> frozenset[int]:
    """A quotation belongs to its speaker whole, however the parser cut it."""
    found = set(tokens)
    if found & scene.inside_quotes and verb not in scene.inside_quotes:
        found |= scene.inside_quotes
    return frozenset(found)
