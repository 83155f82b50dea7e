"""Who says what in a document: the cues of its sentences, with quotations over several of them."""

from __future__ import annotations

from collections.abc import Sequence

from kb.extract.claims import continue_quotation
from kb.extract.context import Scene
from kb.extract.cues import Cue, find_cues
from kb.extract.lexicon import Lexicon


def attribute(scenes: Sequence[Scene], lexicon: Lexicon) -> list[list[Cue]]:
    """Return the cues of each sentence, widest content first."""
    found: list[list[Cue]] = []
    last_speaker: Cue | None = None
    for scene in scenes:
        cues = find_cues(scene, lexicon)
        if not cues and (continued := continue_quotation(scene, last_speaker)):
            cues = [continued]
        speaking = [cue for cue in cues if cue.rule != "claim.according-to"]
        last_speaker = speaking[-1] if speaking else last_speaker
        found.append(cues)
    return found
