"""Quotations that run over several sentences, and turns of speech under a label ("SMITH: ...")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.extract.context import OPENING, Scene
from kb.extract.cues import Cue, find_cues
from kb.extract.lexicon import Lexicon
from kb.extract.sources import source_of_phrase

_SILENT = ("PUNCT", "SYM")
_MAX_LABEL = 4  # tokens of a speaker's label


@dataclass(frozen=True, slots=True)
class Speaking:
    """A cue that speaks for the quotations around it, and the sentence where it stands."""

    sentence: int
    cue: Cue


def attribute(scenes: Sequence[Scene], lexicon: Lexicon) -> list[list[Cue]]:
    """Return the cues of each sentence, widest content first.

    A quotation without a speaker belongs to the last one named before it in the same or the
    paragraph before; one that opens a paragraph, to the speaker who is named where it ends.
    """
    found = [find_cues(scene, lexicon) for scene in scenes]
    labelled: Speaking | None = None
    last: Speaking | None = None
    for index, scene in enumerate(scenes):
        if cue := _label(scene, lexicon):
            found[index] = [cue, *found[index]]
            labelled = Speaking(index, cue)
            continue
        if labelled and _paragraph(scene) == _paragraph(scenes[labelled.sentence]):
            found[index] = [_goes_on(scene, labelled, _words(scene)), *found[index]]
            continue
        labelled = None
        words = _words(scene)
        if words and words <= scene.inside_quotes:
            speaking = _speaker_ahead(scenes, found, index) or last
            if speaking and _near(scene, scenes[speaking.sentence]):
                found[index] = [_goes_on(scene, speaking, words), *found[index]]
            continue
        outside = [c for c in found[index] if c.head not in scene.inside_quotes]
        speakers = [c for c in outside if c.rule != "claim.according-to" and not c.attitude]
        if speakers:
            last = Speaking(index, speakers[-1])
    return found


def _speaker_ahead(
    scenes: Sequence[Scene], found: Sequence[Sequence[Cue]], index: int
) -> Speaking | None:
    """The cue that closes a quotation which is still open at the end of this sentence."""
    ahead = index
    while ahead + 1 < len(scenes) and scenes[ahead].open_at_end:
        ahead += 1
        scene = scenes[ahead]
        if _paragraph(scene) != _paragraph(scenes[index]):
            return None
        for cue in found[ahead]:
            outside = cue.head not in scene.inside_quotes and not cue.attitude
            if outside and cue.domain & scene.inside_quotes:
                return Speaking(ahead, cue)
    return None


def _near(scene: Scene, other: Scene) -> bool:
    """Whether two sentences stand in the same paragraph or in neighbouring ones of an article."""
    (article, paragraph), (its_article, its_paragraph) = _paragraph(scene), _paragraph(other)
    return article == its_article and abs(paragraph - its_paragraph) <= 1


def _paragraph(scene: Scene) -> tuple[int, int]:
    return scene.sentence.article, scene.sentence.paragraph


def _words(scene: Scene) -> frozenset[int]:
    tokens = enumerate(scene.tree.tokens)
    return frozenset(position for position, token in tokens if token.upos not in _SILENT)


def _goes_on(scene: Scene, speaking: Speaking, words: frozenset[int]) -> Cue:
    """The cue of words that go on with a quotation; it stands on the quotation mark."""
    tokens = enumerate(scene.tree.tokens)
    mark = next((p for p, token in tokens if token.text[:1] in OPENING + '"'), min(words))
    own = speaking.cue
    return replace(
        own,
        head=mark,
        first=mark,
        last=mark,
        domain=words - {mark},
        rule="claim.continued-quotation",
        quotation=(speaking.sentence, own.head),
    )


def _label(scene: Scene, lexicon: Lexicon) -> Cue | None:
    """A speaker's name in capitals before a colon."""
    tokens = scene.tree.tokens
    colon = next((p for p, t in enumerate(tokens[: _MAX_LABEL + 1]) if t.text == ":"), 0)
    names = tokens[:colon]
    capitals = all(token.text.isupper() for token in names)
    if not names or not capitals or len(tokens) <= colon + 1 or len(names[-1].text) < 2:
        return None
    source = source_of_phrase(scene, colon - 1, lexicon)
    if source is None:
        return None
    domain = frozenset(range(colon + 1, len(tokens)))
    return Cue(colon, colon, colon, ":", "asserts", source, domain, "claim.label")
