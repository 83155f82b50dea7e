"""The furniture of news pages pasted as text, as patterns of whole lines.

A new phrase goes into the tuple of its kind: one phrase per line, upper and lower case alike.
"""

from __future__ import annotations

import re


def _any_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(phrases), re.I)


CUT = _any_of(
    (
        r"(?:keep|continue) reading.{0,30}",
        r"(?:read|see|show) (?:more|less)",
        r"(?:read the )?full (?:story|article|report)",
        r"read (?:the )?(?:rest|whole)\b.{0,30}",
    )
)
"""What stands above is cut off here: a teaser."""

END = _any_of(
    (
        r"(?:related|recommended|popular|trending|latest|featured|top)"
        r"(?: (?:stories|articles|content|news|posts?|topics|reading|now|for you))?",
        r"most (?:read|popular|viewed|shared)",
        r"(?:you )?(?:may|might) also (?:like|be interested.{0,40})",
        r"more (?:from|on|in|stories|news|like)\b[^.,!?]{0,60}",
        r"(?:read|up|what to read) next",
        r"(?:editors?['’]?s?|our) picks?",
        r"don['’]t miss",
        r"in case you missed it",
        r"sponsored(?: content)?",
        r"(?:leave a |post a |\d+ |view |all )?comments?(?: \(\d+\))?",
        r"newsletters?",
        r"about the authors?",
        r"(?:topics?|tags?|filed under|more on):.{0,200}",
        r"(?:copyright )?(?:©|\(c\) ?\d|copyright (?:\d{4}|by)\b).{0,120}",
        r".{0,80}\ball rights reserved\b.{0,80}",
    )
)
"""What stands above is complete: below come other stories and the foot of the page."""

NOISE = _any_of(
    (
        r"(?:menu|search|sections?|home|close|editions?|live|videos?|photos|podcasts?)",
        r"(?:log|sign) ?(?:in|out|up)|register|subscribe(?: now)?|donate|join(?: us)?",
        r"contact(?: us)?|careers|about(?: us)?|help|faqs?|archives?|jobs|site ?map|write to us",
        r"advertis(?:e|ing)(?: with us)?|advertisements?|ads?|supported by .{1,40}",
        r"skip to .{4,20}|back to (?:top|home)|loading\.*|load more.*|view all|next|previous",
        r"follow(?: us)?\b.{0,80}|share(?: this)?(?: article| story)?(?: (?:on|via) .{1,20})?",
        r"(?:print|e-?mail)(?: this.*)?|save(?: article)?|copy (?:link|url)|link copied",
        r"listen(?: to .{1,30})?|read aloud|play|pause|gift(?: article)?|bookmark|comment|tweet",
        r"(?:google|facebook|twitter|whatsapp|linkedin|reddit|instagram|youtube|telegram|pinterest"
        r"|flipboard|threads|bluesky|pocket|x|rss)(?: cta)?",
        r"terms(?: of (?:use|service))?|privacy(?: policy)?|cookies?(?: (?:policy|settings))?",
        r"link (?:was )?copied\W*|(?:show|hide) caption|this article is more than .{3,20} old",
        r"add to your saved stories|article bookmarked|subscribers? only|(?:image|photo) gallery",
        r"(?:please )?log in to .{3,60}|written by|about a? ?minutes? read|article continues below",
        r"corrections|tags?|accept(?: all)?(?: cookies)?|manage .{1,30}|click here\b.{0,80}",
        r"\d{1,3} (?:min(?:ute)?s?) read|reading time.{0,20}|\d+ (?:shares?|views|likes)",
        r"image \d+ of \d+|\d{1,4}|\W*",
        r"(?:related|see also|watch|also read|read (?:more|also|next)|more on this)\s?: .{4,160}",
        r"(?:sign up|subscribe|register|join)\b.{0,120}"
        r"\b(?:newsletter|inbox|updates|alerts|briefing|round-?up|today|free|channel)\b.*",
        r".{0,160}\b(?:newsletters?|inbox)\b.{0,60}\b(?:sign up|subscribe|get|deliver).*",
        r"get .{1,60}\b(?:inbox|newsletter|briefing)\b.*|want more (?:of|from) .{1,60}",
        r".{0,160}\bcookies?\b.{0,80}\b(?:policy|consent|use|experience)\b.*",
        r".{0,80}\b(?:enable|disabled?) javascript\b.*|javascript is .*",
        r"support (?:our|independent) journalism.*|(?:download|get) (?:our|the) app.*",
        r"[—–-] ?.{1,60}\(@\w{1,15}\).{0,40}|(?:click|tap) to .{2,60}|subscribers can .{3,60}",
        r"you have \d+ free articles.*|this (?:site|website) uses.*|make us .{1,40}",
    )
)
"""Navigation, buttons, consent notes and calls to subscribe."""

CREDIT = _any_of(
    (
        r"(?:(?:top|lead|cover|featured?|main|header|file) )?"
        r"(?:image|photo|picture|video|illustration|graphic)s?"
        r"(?: (?:credit|source|by|courtesy)s?\b|\s?:)",
        r"credits?:|caption:|photograph(?:er|y)?(?: by|:)",
    )
)
"""The beginning of a photo caption or credit."""

_AGENCY = r"(?:reuters|ap photo|ap|afp|getty images?|shutterstock|epa|wikimedia(?: commons)?|file)"
CREDIT_END = _any_of(
    (
        r"\((?:photo|image|picture|credit)\b[^)]*\)\W*$",
        rf"\({_AGENCY}(?:/[^)]*)?\)$",
        rf"\b{_AGENCY}\s?/\s?[^.]{{2,60}}$",
        r"\bvia (?:getty images|reuters|ap|afp)\W*(?:file)?$",
        r"^[^.!?]{0,60}\bgetty images\W*(?:file)?$",
    )
)
"""The end of a photo caption or credit."""

_RUBRIC = (
    r"(?:(?:news )?reporting|(?:news )?analysis|opinion|commentary|exclusive|interview|explainer"
    r"|editorial|investigation|special report|op-?ed|column|review|perspective|essay|dispatch"
    r"|feature|fact check|breaking(?: news)?|live updates?|world|politics|news)"
)
KICKER = _any_of((rf"{_RUBRIC}(?:\s*[|/›»:·•]\s*.{{1,40}})?",))
"""A rubric above a headline: "Analysis | Frontlines"."""

BYLINE = _any_of(
    (
        r"by:?",
        r"(?:by:?|written by|authors?:?|(?:reporting|analysis|story|photos and story) by:?)\s*"
        r"(?-i:[A-Z])[\w.'’-]+(?:\s+[\w.'’-]+){0,5}"
        r"(?:(?:,| and| &)\s.{3,80})?(?:\s*[|•·–—-].{0,60})?",
    )
)
"""Who wrote the story."""
