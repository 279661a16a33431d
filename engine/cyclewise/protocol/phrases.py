"""Criteria and conditions in words: what a clinician would say aloud."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import field

from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.logic.condition import AtLeast, Both, Condition, Either, Leaf, Negation
from cyclewise.protocol.criterion import Comparison, Criterion, Limit, Parameter, Word
from cyclewise.protocol.definition import VALUE, ConditionForm, Definition, GradesForm, ReadingForm
from cyclewise.protocol.protocol import Protocol
from cyclewise.records import dataclass
from cyclewise.values.calendar import Duration
from cyclewise.values.quantity import parse_quantity

_SAID: Mapping[Word, str] = {
    "at_least": "at least",
    "above": "above",
    "at_most": "at most",
    "below": "below",
    "is": "",
    "one_of": "",
}
_OPPOSITE: Mapping[Word, Word] = {
    "at_least": "below",
    "above": "at_most",
    "at_most": "above",
    "below": "at_least",
}
_PLURAL = re.compile(r"[a-z]*(?:[^aeiosu]s|[^t]es)")
_MANY = re.compile(r"(two|three|values|signs) |.*\bcriteria\b")
_VERBS = frozenset({"is", "are", "was", "were", "has", "have", "may"})
_STATE = re.compile(r"[a-z]+ed|above|below|at|negative|positive")
"""The words after a concept in a title that say how it is: “fever confirmed”."""
_TIMES = "\N{MULTIPLICATION SIGN}"
_UNITS = (("10^9/L", f"{_TIMES} 10⁹/L"), ("m2", "m²"), ("umol", "µmol"), ("ug", "µg"))


@dataclass(frozen=True, slots=True)
class Speech:
    """How the facts of a protocol are called; ``others`` are facts that no file defines."""

    protocol: Protocol
    knowledge: Knowledge
    others: Mapping[str, str] = field(default_factory=dict)

    def title(self, fact: str) -> str:
        """Return how a fact is called in a sentence; a ratio is called by what it is a ratio of."""
        definition = self.protocol.definitions.get(fact)
        if definition is not None:
            form = definition.form
            if isinstance(form, ReadingForm) and form.over is not None:
                return self.title(form.read) if form.read != fact else definition.title
            return definition.title
        concept = self.knowledge.concepts.get(fact)
        if concept is not None:
            return concept.title
        return self.others.get(fact, fact.replace("_", " "))

    def is_statement(self, fact: str) -> bool:
        """Return whether a fact is itself met or not met, and its title says what then holds."""
        definition = self.protocol.definitions.get(fact)
        if definition is not None:
            return isinstance(definition.form, ConditionForm)
        return fact not in self.knowledge.concepts

    def statement(self, fact: str, *, holds: bool) -> str:
        """Return what holds, or does not, when a fact is met: “fever is not confirmed”."""
        title = self.title(fact)
        subject = self._subject_of(title)
        if subject is not None:
            return f"{subject} is {'' if holds else 'not '}{title[len(subject) + 1 :]}"
        if any(verb in title.split() for verb in _VERBS):
            return title if holds else f"it is not so that {title}"
        verb = "are" if _MANY.match(title) else "is"
        return f"there {verb} {'' if holds else 'no '}{title}"

    def _subject_of(self, title: str) -> str | None:
        """Return the concept that a title such as “fever confirmed” begins with."""
        named = (concept.title for concept in self.knowledge.concepts.values())
        found = [name for name in named if title.startswith(f"{name} ")]
        longest = max(found, key=len, default=None)
        if longest is None or not _STATE.fullmatch(title.split()[len(longest.split())]):
            return None
        return longest

    def value(self, parameter: str) -> str:
        """Return what a parameter is set to, as written."""
        found = self.protocol.parameters.get(parameter)
        return found.text if found is not None else parameter

    def limit(self, limit: Limit, fact: str) -> str:
        """Return a limit as it is said of a fact: “2 mg/dL”, “present”."""
        text = self.value(limit.name) if isinstance(limit, Parameter) else limit.text
        grades = self._grades(fact)
        if grades is not None:
            return _grade_said(text, grades)
        if parse_quantity(text) is None:
            return f"“{text}”" if " " in text else text
        unit = _unit_said(self.protocol.definitions.get(fact))
        for written, said in _UNITS:
            text = text.replace(written, said)
        return f"{text} {unit}" if unit else text

    def _grades(self, fact: str) -> GradesForm | None:
        definition = self.protocol.definitions.get(fact)
        form = None if definition is None else definition.form
        return form if isinstance(form, GradesForm) else None

    def length(self, length: Duration | Parameter) -> str:
        """Return a length of time in words."""
        return self.value(length.name) if isinstance(length, Parameter) else length.text


def _grade_said(text: str, form: GradesForm) -> str:
    """Return a grade by its name; one that has none, by its number."""
    found = (grade.called for grade in form.grades if str(grade.number) == text)
    return next(found, "") or text


def _unit_said(definition: Definition | None) -> str:
    if definition is None:
        return ""
    form = definition.form
    if isinstance(form, ReadingForm) and form.over is not None and form.value == VALUE:
        return definition.unit_text or f"{_TIMES} {form.over.upper()}"
    return definition.unit_text


def _is(title: str) -> str:
    """Return “are” for a title in the plural (“cycles given”), else “is”."""
    return "are" if _PLURAL.fullmatch(title.split(maxsplit=1)[0]) else "is"


def _was(title: str) -> str:
    return "were" if _is(title) == "are" else "was"


def listed(parts: Iterable[str], word: str) -> str:
    """Return “a, b and c”, with the word before the last."""
    *others, last = parts
    return f"{', '.join(others)} {word} {last}" if others else last


def criterion_english(criterion: Criterion, speech: Speech, *, negated: bool = False) -> str:
    """Return one criterion, or its opposite, as a clause."""
    if criterion.asks == "ever":
        return _ever(criterion, speech, negated=negated)
    comparison = criterion.comparison
    if comparison is None:
        raise ValueError(f"The criterion on {criterion.subject} compares nothing.")
    if criterion.asks == "parameter":
        name = f"“{criterion.subject}”"
        return f"{name} {compared(comparison, speech, '', 'is', negated=negated)}"
    if criterion.asks == "rule":
        return _rule_stands(criterion.subject, comparison, speech, negated=negated)
    if comparison.word == "recorded":
        return _recorded(criterion, comparison, speech, negated=negated)
    words = _words(comparison)
    if words in (["true"], ["false"]) and speech.is_statement(criterion.subject):
        holds = (words == ["true"]) != negated
        return speech.statement(criterion.subject, holds=holds)
    title = speech.title(criterion.subject)
    clause = compared(comparison, speech, criterion.subject, _is(title), negated=negated)
    return f"{title} {clause}{_in_a_result(criterion, speech)}{_since(criterion, speech)}"


def _rule_stands(rule: str, comparison: Comparison, speech: Speech, *, negated: bool) -> str:
    page = speech.protocol.by_id.get(rule)
    title = "" if page is None else f" ({page.title})"
    words = _words(comparison)
    if len(words) > 1 and negated:
        return f"{rule}{title} is none of {listed(words, 'and')}"
    return f"{rule}{title} is {'not ' * negated}{listed(words, 'or')}"


def _words(comparison: Comparison) -> list[str]:
    return [limit.text for limit in comparison.limits if not isinstance(limit, Parameter)]


def compared(
    comparison: Comparison, speech: Speech, fact: str, verb: str, *, negated: bool = False
) -> str:
    """Return “is at least 2 mg/dL” of a fact; the opposite of a size is said by its own word."""
    limits = [speech.limit(limit, fact) for limit in comparison.limits]
    if comparison.word in _OPPOSITE:
        word = _OPPOSITE[comparison.word] if negated else comparison.word
        return f"{verb} {_SAID[word]} {limits[0]}"
    if len(limits) > 1 and negated:
        return f"{verb} none of {listed(limits, 'and')}"
    return f"{verb} {'not ' * negated}{listed(limits, 'or')}"


def _in_a_result(criterion: Criterion, speech: Speech) -> str:
    if criterion.within is None:
        return ""
    return f" in a result at most {speech.length(criterion.within)} old"


def _since(criterion: Criterion, speech: Speech) -> str:
    return "" if criterion.since is None else f" since {speech.title(criterion.since)}"


def _recorded(
    criterion: Criterion, comparison: Comparison, speech: Speech, *, negated: bool
) -> str:
    there = (_words(comparison) == ["true"]) != negated
    title, since = speech.title(criterion.subject), _since(criterion, speech)
    lately = "" if criterion.within is None else f" in the last {speech.length(criterion.within)}"
    return f"{title} {_is(title)} {'' if there else 'not '}on record{lately}{since}"


def _ever(criterion: Criterion, speech: Speech, *, negated: bool) -> str:
    title, since = speech.title(criterion.subject), _since(criterion, speech)
    when = f"{_was(title)} {'never' if negated else 'ever'}"
    lately = "" if criterion.within is None else f" in the last {speech.length(criterion.within)}"
    if criterion.comparison is None:
        return f"{title} {when} recorded{lately}{since}"
    clause = compared(criterion.comparison, speech, criterion.subject, when, negated=False)
    return f"{title} {clause}{lately}{since}"


def condition_english(condition: Condition[Criterion], speech: Speech) -> str:
    """Return a condition as one clause."""
    return _said(condition, speech, negated=False, inside=False)


def negated_english(condition: Condition[Criterion], speech: Speech) -> str:
    """Return the opposite of a condition as one clause, said without “not” where words allow."""
    return _said(condition, speech, negated=True, inside=False)


def _said(condition: Condition[Criterion], speech: Speech, *, negated: bool, inside: bool) -> str:
    match condition:
        case Leaf(criterion):
            return criterion_english(criterion, speech, negated=negated)
        case Negation(part):
            return _said(part, speech, negated=not negated, inside=inside)
        case AtLeast(count, parts):
            said = [_said(part, speech, negated=False, inside=True) for part in parts]
            few = f"fewer than {count}" if negated else f"at least {count}"
            return _bracketed(f"{few} of these hold: {'; '.join(said)}", inside=inside)
        case Both(parts) | Either(parts):
            both = isinstance(condition, Both) != negated
            alone = len(parts) == 1
            said = [_said(part, speech, negated=negated, inside=not alone) for part in parts]
            joined = listed(said, "and" if both else "or")
            return _bracketed(joined, inside=inside and not alone)


def _bracketed(text: str, *, inside: bool) -> str:
    return f"({text})" if inside else text
