"""What a cue verb attributes: the tokens of its clause, quotation, infinitive, gerund or noun."""

from __future__ import annotations

from kb.extract.context import Scene
from kb.extract.lexicon import Lexicon
from kb.extract.syntax import SUBJECTS, Tree

_ACCUSING = frozenset({"accuse", "blame", "suspect"})
_GERUND_CUES = frozenset(
    "deny admit acknowledge report oppose support consider suggest discuss propose recommend "
    "recall favor favour describe mention imagine".split()
)
_NAMING = frozenset("call label deem consider view regard describe rate portray see find".split())
_VERBAL = ("VERB", "AUX")
MIN_QUOTE_WORDS = 3  # shorter ones are scare quotes
Content = tuple[frozenset[int], str]
NOTHING: Content = (frozenset(), "")


def content_of_verb(scene: Scene, verb: int, lexicon: Lexicon) -> Content:
    """Return the tokens that a cue verb attributes and the name of the construction."""
    tree = scene.tree
    for child in tree.kids(verb, "ccomp"):
        return _with_quoted(scene, tree.subtree(child), verb), "claim.clause"
    if tree.is_passive(verb):
        return _passive_content(tree, verb, lexicon)
    if rule := _insertion(scene, verb):
        own = set(tree.subtree(verb))
        governor = tree.tokens[verb].head
        # Set in after the subject, the insertion may hang on that noun; its clause is meant.
        clauses = (a for a in tree.ancestors(verb) if tree.tokens[a].upos in _VERBAL)
        whole = tree.subtree(next(clauses, governor))
        return frozenset(position for position in whole if position not in own), rule
    if quoted := _quoted_content(scene, verb):
        return quoted, "claim.quotation"
    content, rule = _phrasal_content(scene, verb, lexicon)
    if content or not _closes_quotation(scene, verb):
        return content, rule
    return scene.inside_quotes, "claim.quotation"


def _passive_content(tree: Tree, verb: int, lexicon: Lexicon) -> Content:
    """What is said of a subject ("X is said to have ..."), or what an agent says ("the raid was
    announced by X")."""
    if accused := _accusation(tree, verb):
        return accused, "claim.accusation"
    subject = tree.kids(verb, "nsubj:pass", "nsubj")
    if said := tree.kids(verb, "xcomp", "csubj", "csubj:pass"):
        tokens = [p for child in (*subject, *said) for p in tree.subtree(child)]
        return frozenset(tokens), "claim.passive"
    lemma = tree.lemma(verb)
    told = lemma in lexicon.noun_object_cues or lemma in lexicon.attitude_objects
    if told and tree.subjects(verb):
        return frozenset(p for child in subject for p in tree.subtree(child)), "claim.noun"
    return NOTHING


def _insertion(scene: Scene, verb: int) -> str | None:
    """Name the construction of a cue set into or after what it attributes: "..., X said"."""
    tree = scene.tree
    token = tree.tokens[verb]
    if token.head < 0:
        return None
    if token.deprel == "parataxis":
        if any(tree.word(p) == ";" for p in range(token.head, verb)):
            return None  # "Shells landed; Borg answered": two statements
        # "Israel blames Iran; Tehran denies involvement": a clause with an object of its own.
        return None if tree.kids(verb, "obj", "xcomp") else "claim.inserted"
    if token.deprel != "advcl":
        return None
    if "as" in tree.marks(verb):
        return None if tree.kids(verb, "obj", "xcomp") else "claim.as"
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
    if verb not in scene.inside_quotes:
        for child in spoken:
            run = next((run for run in quoted_runs(scene) if child in run), frozenset())
            if len(run) >= MIN_QUOTE_WORDS:
                return _with_quoted(scene, [*run, *tree.subtree(child)], verb)
    return frozenset()


def _closes_quotation(scene: Scene, verb: int) -> bool:
    """Whether a verb stands beside a quotation that the parser left unattached: "...", said X;
    X said: "..."."""
    quoted = scene.inside_quotes
    if len(quoted) < MIN_QUOTE_WORDS or verb in quoted:
        return False
    tree = scene.tree
    if tree.kids(verb, "obj", "xcomp"):
        return False
    first, last = min(quoted), max(quoted)
    words = {p: tree.word(p) for p in range(len(tree.tokens)) if tree.tokens[p].upos != "PUNCT"}
    between = (
        [p for p in words if last < p < verb]
        if last < verb
        else [p for p in words if verb < p < first]
    )
    speaker = set(tree.kids(verb, *SUBJECTS))
    phrase = {p for head in speaker for p in tree.subtree(head)}
    return set(between) <= phrase or (last < verb and bool(speaker) and min(speaker) > last)


def _phrasal_content(scene: Scene, verb: int, lexicon: Lexicon) -> Content:
    """Content in an infinitive, gerund or noun: "accused X of ...", "denied sending ..."."""
    tree = scene.tree
    lemma = tree.lemma(verb)
    if accused := _accusation(tree, verb):
        return accused, "claim.accusation"
    for child in tree.kids(verb, "xcomp"):
        infinitive = "to" in tree.marks(child)
        if infinitive and lemma in lexicon.modality["future"] and lemma not in lexicon.attitudes:
            return frozenset(tree.subtree(child)), "claim.promise"
        if infinitive and lemma in lexicon.attitude_infinitives:
            return frozenset(tree.subtree(child)) | _objects(tree, verb), "claim.infinitive"
        if not infinitive and lemma in _GERUND_CUES:
            return frozenset(tree.subtree(child)), "claim.gerund"
        if lemma in _NAMING:
            return frozenset(tree.subtree(child)) | _objects(tree, verb), "claim.naming"
    if lemma in lexicon.noun_object_cues and tree.kids(verb, "obj"):
        return _objects(tree, verb), "claim.noun"
    if joined := _joined_content(tree, verb, lexicon):
        return joined, "claim.preposition"
    if lemma in lexicon.attitude_objects and tree.kids(verb, "obj"):
        return _objects(tree, verb) | _naming_phrase(tree, verb), "claim.attitude"
    return NOTHING


def _accusation(tree: Tree, verb: int) -> frozenset[int]:
    if tree.lemma(verb) in _ACCUSING:
        for child in tree.kids(verb, "advcl", "obl", "xcomp", "acl"):
            if {*tree.marks(child), tree.preposition(child)} & {"of", "for"}:
                return frozenset(tree.subtree(child))
    return frozenset()


def _objects(tree: Tree, verb: int) -> frozenset[int]:
    return frozenset(p for child in tree.kids(verb, "obj") for p in tree.subtree(child))


def _naming_phrase(tree: Tree, verb: int) -> frozenset[int]:
    """ "described the offer as a joke", "criticised X for leaving"."""
    named = [
        child
        for child in tree.kids(verb, "obl", "advcl")
        if {*tree.marks(child), tree.preposition(child)} & {"as", "for"}
    ]
    return frozenset(p for child in named for p in tree.subtree(child))


def _joined_content(tree: Tree, verb: int, lexicon: Lexicon) -> frozenset[int]:
    """What a preposition joins to the verb: "called for talks", "asked about the raid"."""
    wanted = lexicon.attitude_prepositions.get(tree.lemma(verb), frozenset())
    for child in tree.kids(verb, "obl", "advcl", "xcomp"):
        words = tree.preposition(child).split()
        if words and words[0] in wanted:
            own = {p for p in tree.kids(child, "case", "mark") if tree.word(p) == words[0]}
            tokens = set(tree.subtree(child)) - own
            tokens |= {p for x in tree.kids(verb, "xcomp") for p in tree.subtree(x)}
            return frozenset(tokens)
    return frozenset()


def _with_quoted(scene: Scene, tokens: list[int], verb: int) -> frozenset[int]:
    """A quotation belongs to its speaker whole, however the parser cut it; so does a further one
    of the sentence, unless another verb outside the quotations stands between."""
    found = set(tokens)
    if not found & scene.inside_quotes or verb in scene.inside_quotes:
        return frozenset(found)
    outside = {
        p
        for p, token in enumerate(scene.tree.tokens)
        if token.upos == "VERB" and p not in scene.inside_quotes and p not in found and p != verb
    }
    for run in quoted_runs(scene):
        first, last = min(verb, *run), max(verb, *run)
        if run & set(tokens) or not any(first < p < last for p in outside):
            found |= run
    return frozenset(found)


def quoted_runs(scene: Scene) -> list[frozenset[int]]:
    """Return the stretches of words between quotation marks."""
    runs: list[list[int]] = []
    for position in sorted(scene.inside_quotes):
        if runs and position == runs[-1][-1] + 1:
            runs[-1].append(position)
        else:
            runs.append([position])
    return [frozenset(run) for run in runs]
