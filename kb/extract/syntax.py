"""A sentence's tree as the rules see it: children, noun phrases, deep subjects and objects.

Universal Dependencies (https://universaldependencies.org/u/dep/). All positions are token indices
of the sentence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kb.model import Sentence, Token

SUBJECTS = frozenset({"nsubj", "csubj", "nsubj:outer"})
PASSIVE_SUBJECTS = frozenset({"nsubj:pass", "csubj:pass"})
RELATIVES = frozenset({"that", "which", "who", "whom"})
NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "SYM", "X", "ADJ"})
CLAUSES = frozenset({"acl", "acl:relcl", "advcl", "advcl:relcl", "ccomp", "parataxis", "csubj"})
# A noun phrase ends where one of these hangs on its head.
_OUTSIDE_PHRASE = CLAUSES | {"appos", "conj", "cc", "case", "mark", "cop", "nsubj", "aux", "punct"}
_MAX_CONTROL_STEPS = 5
# What such a noun asks for is done by whom it is addressed to.
_ASKING = frozenset("invitation request demand call appeal order plea proposal".split())
_HYPHENS = frozenset({"-", "\u2010", "\u2011", "\u2013"})


@dataclass(frozen=True, slots=True)
class Tree:
    """A sentence with its children by head; build it with `tree_of`."""

    sentence: Sentence
    children: tuple[tuple[int, ...], ...]
    root: int
    object_control: frozenset[str] = field(default_factory=frozenset)

    @property
    def tokens(self) -> tuple[Token, ...]:
        """The sentence's tokens."""
        return self.sentence.tokens

    def kids(self, position: int, *relations: str) -> list[int]:
        """Return the children of a token, of the given relations if any are given."""
        found = self.children[position]
        if not relations:
            return list(found)
        return [child for child in found if self.tokens[child].deprel in relations]

    def lemma(self, position: int) -> str:
        """Return a token's lemma in lower case."""
        return self.tokens[position].lemma.lower()

    def word(self, position: int) -> str:
        """Return a token's text in lower case."""
        return self.tokens[position].text.lower()

    def subtree(self, position: int) -> list[int]:
        """Return a token and everything below it, in text order."""
        found, stack = [], [position]
        while stack:
            current = stack.pop()
            found.append(current)
            stack.extend(self.children[current])
        return sorted(found)

    def phrase(self, position: int) -> list[int]:
        """Return the noun phrase of a head, without clauses, appositions and conjuncts."""
        found = [position]
        for child in self.children[position]:
            if self.tokens[child].deprel not in _OUTSIDE_PHRASE:
                found.extend(self.subtree(child))
        return sorted(found)

    def conjuncts(self, position: int) -> list[int]:
        """Return a nominal and those coordinated with it, in text order."""
        found = [position]
        for child in self.kids(position, "conj"):
            if self.tokens[child].upos in NOMINAL and self.word(child) not in RELATIVES:
                found.extend(self.conjuncts(child))
        return found

    def hyphenated(self, position: int) -> list[int]:
        """Return a name and those that hyphens join to it: both of "Borg-Cedar talks"."""
        found = [position]
        for child in self.kids(position, "compound", "flat", "nmod"):
            low, high = sorted((position, child))
            if high - low == 2 and self.tokens[low + 1].text in _HYPHENS:
                found.append(child)
        return sorted(found)

    def ancestors(self, position: int) -> Iterator[int]:
        """Yield the heads above a token, nearest first."""
        seen = {position}
        current = self.tokens[position].head
        while current >= 0 and current not in seen:
            seen.add(current)
            yield current
            current = self.tokens[current].head

    def preposition(self, position: int) -> str:
        """Return the case words of a nominal ("according to", "on"), "" if there are none."""
        words: list[str] = []
        for child in self.kids(position, "case", "mark"):
            words.append(self.word(child))
            words.extend(self.word(fixed) for fixed in self.kids(child, "fixed"))
        return " ".join(words)

    def marks(self, position: int) -> list[str]:
        """Return the subordinating words of a clause."""
        return [self.word(child) for child in self.kids(position, "mark")]

    def is_passive(self, verb: int) -> bool:
        """Return whether a verb stands in the passive, as a clause or a reduced relative."""
        token = self.tokens[verb]
        if self.kids(verb, *PASSIVE_SUBJECTS, "aux:pass", "obl:agent"):
            return True
        be = any(self.lemma(child) == "be" for child in self.kids(verb, "aux"))
        if be and token.upos == "VERB" and token.text.lower().endswith(("ed", "en", "wn", "nt")):
            return True
        reduced = token.deprel in ("acl", "advcl") or (
            token.deprel == "amod" and token.upos == "VERB"
        )
        participle = token.text.lower().endswith(("ed", "en", "n", "t"))
        return reduced and participle and not self.kids(verb, "obj", "aux", "mark", "nsubj")

    def subjects(self, verb: int, depth: int = 0) -> list[int]:
        """Return the heads of the deep subject (the agent), found through passives, control,
        coordination and relative clauses; empty where the text leaves it open."""
        if self.is_passive(verb):
            return self._agents(verb)
        if own := self.own_subject(verb):
            return own
        if depth > _MAX_CONTROL_STEPS:
            return []
        return self._shared_subject(verb, depth)

    def _agents(self, verb: int) -> list[int]:
        for child in self.kids(verb, "obl:agent", "obl"):
            if self.preposition(child).startswith("by"):
                return self.conjuncts(child)
        return []

    def own_subject(self, verb: int) -> list[int]:
        """Return the heads of the subject that stands in a verb's own clause."""
        if self.word(verb).endswith("ing"):
            # "Syria's joining the coalition": the parser may hang the owner on the object.
            for holder in (verb, *self.kids(verb, "obj")):
                owners = [p for p in self.kids(holder, "nmod:poss") if p < verb]
                if owners:
                    return self.conjuncts(owners[0])
        marks = self.kids(verb, "mark")
        subjects = self.kids(verb, *SUBJECTS, *PASSIVE_SUBJECTS)
        # Of two subjects the one inside the clause counts: "told TASS that specialists were".
        inside = [child for child in subjects if not marks or child > marks[0]] or subjects
        # Of two before the verb the nearer one: "The bloc ECOWAS threatened".
        before = [child for child in inside if child < verb]
        if len(before) > 1 and self._closes_phrase(before[-2], before[-1]):
            before = before[:-1]
        for child in before[-1:] or inside[:1]:
            return self.resolve_relative(child, verb)
        return []

    def _closes_phrase(self, first: int, second: int) -> bool:
        """ "the wife of the banker Borg": whether a second subject is the name of a noun inside
        the first one's phrase, right behind it without a comma."""
        inside = [child for child in self.kids(first, "nmod") if child > first]
        return (
            bool(inside)
            and max(self.subtree(first)) == second - 1
            and (self.tokens[second - 1].upos != "PUNCT")
        )

    def resolve_relative(self, position: int, verb: int) -> list[int]:
        """Return a relative pronoun's antecedent (the pronoun of `verb`), else the conjuncts."""
        token = self.tokens[verb]
        if self.word(position) in RELATIVES and token.deprel in ("acl:relcl", "advcl:relcl"):
            return [token.head] if token.head >= 0 else []
        return self.conjuncts(position)

    def _shared_subject(self, verb: int, depth: int) -> list[int]:
        token = self.tokens[verb]
        head = token.head
        if head < 0:
            return []
        if token.deprel == "conj" and self.tokens[head].upos in ("VERB", "AUX", "ADJ", "NOUN"):
            if between := [p for p in self.kids(head, *SUBJECTS) if head < p < verb]:
                # "After jets bombed the hill, the rebels freed him": the first clause as the main
                return self.conjuncts(between[-1])
            if (main := self._main_clause(verb, head)) >= 0:
                return self.subjects(main, depth + 1)
            if self.is_passive(head):
                return self.themes(head)
            return self.subjects(head, depth + 1)
        if token.deprel in ("xcomp", "advcl", "ccomp", "parataxis", "dep") and self.tokens[
            head
        ].upos in ("VERB", "AUX", "ADJ", "NOUN"):
            return self._controller(verb, head, depth)
        if token.deprel == "acl":
            return self._controller_of_modifier(verb, head, depth)
        if token.deprel == "acl:relcl" and self.kids(verb, "obj"):
            return [head]
        return []

    def _main_clause(self, verb: int, head: int) -> int:
        """ "lost the vote after students had camped there, and stepped aside": the clause before
        the subordinate one to which the parser joins a verb after a comma; -1 if there is none."""
        comma = verb > 1 and self.tokens[verb - 1].upos == "CCONJ" and self.word(verb - 2) == ","
        main = self.tokens[head].head
        subordinate = self.tokens[head].deprel == "advcl" and self.marks(head)
        return main if comma and subordinate and 0 <= main < head else -1

    def _controller(self, verb: int, head: int, depth: int) -> list[int]:
        """Subject of an open complement or a subjectless adverbial clause."""
        relation = self.tokens[verb].deprel
        listed = relation == "parataxis" and head < verb and self.word(verb - 1) == ","
        if listed and self.tokens[verb].upos == "VERB":
            return self.subjects(head, depth + 1)  # "launched an offensive, captured the city"
        if relation in ("ccomp", "parataxis", "dep") and not (
            self.word(verb).endswith("ing") or "to" in self.marks(verb)
        ):
            return []
        objects = self.kids(head, "obj", "iobj") or self._raised_object(head)
        if self.lemma(head) == "do":
            objects = []  # "did little to steer": who did little
        gerund = relation == "advcl" and self.word(verb).endswith("ing")
        if gerund and (blamed := self._blamed(verb, head)):
            return blamed
        if objects and (relation == "xcomp" or self.lemma(head) in self.object_control):
            return self.conjuncts(objects[0])
        if self.is_passive(head):
            return self.themes(head)
        found = self.subjects(head, depth + 1)
        impersonal = self.tokens[head].upos == "ADJ" and [self.word(p) for p in found] == ["it"]
        return [] if impersonal else found  # "it is imperative to wage war"

    def _blamed(self, verb: int, head: int) -> list[int]:
        """ "thanked Borg for sending", "hit out at Borg for deporting": whose act the gerund is."""
        if "for" not in (*self.marks(verb), self.preposition(verb)):
            return []
        if self.is_passive(head):
            return self.themes(head)
        beside = self.kids(head, "obj", "iobj") or [
            child for child in self.kids(head, "obl") if self.preposition(child) in ("at", "on")
        ]
        before = [child for child in beside if child < verb]
        return self.conjuncts(before[-1]) if before else []

    def _controller_of_modifier(self, verb: int, noun: int, depth: int) -> list[int]:
        """Subject of a participle or infinitive that modifies a noun."""
        if "to" not in self.marks(verb):
            return [noun]
        # "an Indonesian offer to host": a demonym owns it as a possessor does
        named = [child for child in self.kids(noun, "amod") if self.tokens[child].text[0].isupper()]
        owners = self.kids(noun, "nmod:poss") or named
        if owners:
            return self.conjuncts(owners[0])
        if self.lemma(noun) in _ASKING:
            return []  # "accepted an invitation to guard": who is asked would do it
        governor = self.tokens[noun].head
        if self.tokens[noun].deprel in ("obj", "xcomp") and governor >= 0:
            return self.subjects(governor, depth + 1)
        return []

    def themes(self, verb: int) -> list[int]:
        """Return the heads of the deep object (the theme) of a verb."""
        token = self.tokens[verb]
        if self.is_passive(verb):
            for child in self.kids(verb, *PASSIVE_SUBJECTS, "nsubj"):
                return self.resolve_relative(child, verb)
            if token.deprel in ("acl", "acl:relcl", "amod") and token.head >= 0:
                return [token.head]
            if token.deprel in ("conj", "xcomp") and token.head >= 0:
                return self.themes(token.head) if self.is_passive(token.head) else []
            if token.deprel == "advcl" and token.head > verb and not self.marks(verb):
                # "Ousted by his guard, the president lives in exile"
                head = token.head
                return self.themes(head) if self.is_passive(head) else self.subjects(head)
            return []
        for child in self.kids(verb, "obj"):
            return self.resolve_relative(child, verb) + self._stray_conjuncts(verb, child)
        if raised := self._raised_object(verb) or self._displaced_object(verb):
            return raised
        # "the drones that Iran supplied", "the deal they signed"
        if token.deprel == "acl:relcl" and token.head >= 0:
            subjects = self.kids(verb, *SUBJECTS)
            if subjects and all(self.word(child) not in RELATIVES for child in subjects):
                return [token.head]
        return self._shared_object(verb)

    def _stray_conjuncts(self, verb: int, theme: int) -> list[int]:
        """ "sent operators and drones": the parser may hang the second noun on the verb."""
        return [
            child
            for child in self.kids(verb, "conj")
            if child > theme
            and self.tokens[child].upos in ("NOUN", "PROPN")
            and not self.kids(child, "nsubj", "nsubj:pass", "aux", "cop", "obj")
        ]

    def _raised_object(self, verb: int) -> list[int]:
        """ "accused Iran of directing": the parser may hang the accused on the gerund."""
        if self.lemma(verb) not in self.object_control:
            return []
        for child in self.kids(verb, "nsubj"):
            if child > verb and any(
                m > child for c in self.kids(verb, "xcomp") for m in self.kids(c, "mark")
            ):
                return self.conjuncts(child)  # "wants the court to investigate"
        for position in range(verb + 1, min(verb + 8, len(self.tokens))):
            token = self.tokens[position]
            if token.deprel not in ("obj", "nsubj") or token.head <= position:
                continue
            marks = [
                m for m in range(position + 1, token.head + 1) if self.tokens[m].deprel == "mark"
            ]
            if marks and self.word(marks[0]) in ("of", "to", "for", "from"):
                return self.conjuncts(position)
        return []

    def _displaced_object(self, verb: int) -> list[int]:
        """ "rejected as blackmail a demand", "voted down a plan": the theme hangs elsewhere."""
        for child in self.kids(verb, "obl"):
            if self.preposition(child) == "as" and (below := self.kids(child, "obj")):
                return self.conjuncts(below[0])
            particle = self.kids(verb, "compound:prt")
            if particle and particle[0] < child and not self.preposition(child):
                return self.conjuncts(child)
        return []

    def _shared_object(self, verb: int) -> list[int]:
        """The object that coordinated verbs share: "trained and armed the rebels"."""
        for child in self.kids(verb, "conj"):
            coordinated = self.tokens[child].upos == "VERB" and not self.kids(child, *SUBJECTS)
            if coordinated and child - verb <= 3:
                return self.themes(child)
        return []

    def obliques(self, position: int) -> dict[str, list[int]]:
        """Return preposition -> heads for the oblique and nominal modifiers of a token."""
        found: dict[str, list[int]] = {}
        for child in self.kids(position, "obl", "nmod", "obl:agent", "nmod:poss", "obl:unmarked"):
            preposition = self.preposition(child)
            relation = self.tokens[child].deprel
            key = "poss" if relation == "nmod:poss" else preposition
            if key:
                found.setdefault(key.split()[-1] if key != "poss" else key, []).extend(
                    self.conjuncts(child)
                )
        return found


def tree_of(sentence: Sentence, object_control: frozenset[str] = frozenset()) -> Tree:
    """Return the tree of a sentence; `object_control` lists the verbs whose object is the subject
    of their infinitive."""
    children: list[list[int]] = [[] for _ in sentence.tokens]
    root = 0
    for position, token in enumerate(sentence.tokens):
        if token.head >= 0:
            children[token.head].append(position)
        else:
            root = position
    return Tree(sentence, tuple(tuple(row) for row in children), root, object_control)
