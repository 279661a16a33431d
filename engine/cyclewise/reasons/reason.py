"""A reason is one node of the tree under a rule: what was asked, what was found, what follows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field

from cyclewise.advice.missing import is_affirmed, opposite
from cyclewise.facts.reading import Why
from cyclewise.inference.trace import Seen, Trace
from cyclewise.protocol.criterion import Criterion
from cyclewise.reasons.absence import WHY_CODES, called
from cyclewise.reasons.given import rule_words
from cyclewise.reasons.numbers import date_words, said
from cyclewise.reasons.wording import Wording
from cyclewise.records import dataclass
from cyclewise.timeline.event import Event
from cyclewise.values.truth import Truth

ALL, ANY, NOT, AT_LEAST, CRITERION = "all", "any", "not", "at least", "criterion"


@dataclass(frozen=True, slots=True)
class Reason:
    """One node of a reasons tree.

    ``text`` is the whole sentence; ``asks`` what the criterion asks, ``found`` what was read.
    ``value`` is a number or a word, None where there is none; ``why`` is a code, empty unless
    the truth is unknown. ``event`` is the evidence, or what explains why there is none.
    """

    kind: str
    truth: Truth
    text: str
    asks: str = ""
    found: str = ""
    fact: str = ""
    value: float | str | None = None
    unit: str = ""
    why: str = ""
    presumed: bool = False
    event: Event | None = None
    parts: tuple[Reason, ...] = ()

    @property
    def shown(self) -> tuple[Reason, ...]:
        """Return the parts to be drawn below: what a `not` denies stands in its own line."""
        return () if self.kind == NOT and not self.parts[0].parts else self.parts

    def leaves(self) -> Iterator[Reason]:
        """Yield the criteria at the bottom of the tree."""
        if self.kind == CRITERION and not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()


@dataclass(frozen=True, slots=True)
class Teller:
    """Turns traces into reasons; a criterion that many rules ask is told once."""

    wording: Wording
    _told: dict[int, tuple[Trace, Reason]] = field(default_factory=dict, compare=False, repr=False)

    def reason(self, trace: Trace) -> Reason:
        """Return the reason that a trace gives."""
        if trace.criterion is not None:
            # Kept with its trace: while that is here, no other has its identity.
            if id(trace) not in self._told:
                self._told[id(trace)] = (trace, self._criterion(trace, trace.criterion))
            return self._told[id(trace)][1]
        parts = tuple(self.reason(part) for part in trace.parts)
        return Reason(
            trace.kind, trace.truth, group_text(trace.kind, trace.count, parts), parts=parts
        )

    def recovery(self, trace: Trace) -> Reason:
        """Return what has to become true for a condition to be met no longer."""
        if trace.criterion is not None:
            return self._turned_criterion(trace, trace.criterion)
        if trace.kind == NOT:
            return self.reason(trace.parts[0])
        parts = tuple(self.recovery(part) for part in trace.parts)
        kind = {ALL: ANY, ANY: ALL}.get(trace.kind, AT_LEAST)
        told = group_text(kind, 0, parts) if kind != AT_LEAST else _fewer(trace)
        return Reason(kind, opposite(trace.truth), told, parts=parts)

    def _criterion(self, trace: Trace, criterion: Criterion) -> Reason:
        words = self.wording
        if criterion.asks == "parameter":
            told = words.parameter(criterion)
            return Reason(CRITERION, trace.truth, told, words.question(criterion), told)
        if criterion.asks == "rule":
            told = rule_words(words.limits, criterion)
            return Reason(CRITERION, trace.truth, told, told)
        if trace.seen is None:
            return self._condition(trace, criterion, turned=False)
        found, asks = words.seen(trace.seen, criterion), words.question(criterion)
        text = _told(words, criterion, trace.seen, found, trace.truth)
        return self._read(trace, trace.seen, trace.truth, (text, asks, found))

    def _below(self, trace: Trace) -> tuple[Reason, ...]:
        return (self.reason(trace.below),) if trace.below else ()

    def _still(self, trace: Trace, *, yes: bool) -> tuple[Reason, ...]:
        """Return what below a fact still has to change before a hold ends; nothing where it has."""
        if trace.below is None or trace.truth == Truth.NOT_MET:
            return ()
        return (self.recovery(trace.below) if yes else self.reason(trace.below),)

    def _turned_criterion(self, trace: Trace, criterion: Criterion) -> Reason:
        words, truth = self.wording, opposite(trace.truth)
        if criterion.asks == "parameter":
            told = words.parameter(criterion)
            return Reason(CRITERION, truth, told, words.negation(criterion), told)
        if trace.seen is None:
            return self._condition(trace, criterion, turned=True)
        found, asks = words.seen(trace.seen, criterion), words.negation(criterion)
        return self._read(trace, trace.seen, truth, (f"{asks} (now: {found})", asks, found))

    def _read(self, trace: Trace, seen: Seen, truth: Truth, told: tuple[str, str, str]) -> Reason:
        text, asks, found = told
        scale = self.wording.limits.program.scale(seen.fact)
        known = seen.why == Why.KNOWN and not seen.absent
        return Reason(
            CRITERION,
            truth,
            text,
            asks,
            found,
            seen.fact,
            value_of(seen) if known else None,
            scale.unit if scale and known and not seen.word else "",
            WHY_CODES[seen.why] if truth == Truth.UNKNOWN else "",
            seen.presumed,
            seen.event,
            self._below(trace),
        )

    def _condition(self, trace: Trace, criterion: Criterion, *, turned: bool) -> Reason:
        """Return a criterion on a fact that is itself a condition, with that condition below."""
        yes = is_affirmed(criterion)
        held = trace.truth if yes else opposite(trace.truth)
        answer = {Truth.MET: "yes", Truth.NOT_MET: "no", Truth.UNKNOWN: "unknown"}[held]
        parts = self._still(trace, yes=yes) if turned else self._below(trace)
        if trace.idle:
            answer, parts = "not applicable", (self.reason(_why_idle(trace)),)
        title = called(self.wording.limits.program, criterion.subject)
        truth = opposite(trace.truth) if turned else trace.truth
        asks = self.wording.negation(criterion) if turned else self.wording.question(criterion)
        why = "input unknown" if truth == Truth.UNKNOWN else ""
        return Reason(
            CRITERION,
            truth,
            f"{title}: {answer}",
            asks,
            answer,
            criterion.subject,
            why=why,
            parts=parts,
        )


def _fewer(trace: Trace) -> str:
    """Return what has to become true where so many parts of a condition hold a dose."""
    met = sum(part.truth == Truth.MET for part in trace.parts)
    unknown = sum(part.truth == Truth.UNKNOWN for part in trace.parts)
    tail = f", {unknown} unknown" if unknown else ""
    return f"fewer than {trace.count} of these {len(trace.parts)} (now {met}{tail})"


def _why_idle(trace: Trace) -> Trace:
    """Return what keeps a condition from being applicable."""
    if trace.below is None:
        raise ValueError("What is not applicable has a condition that says so.")
    return trace.below.parts[0]


def value_of(seen: Seen) -> float | str | None:
    """Return a reading's value: a number, a word, or both ends of an interval as text."""
    if seen.word:
        return said(seen.word)
    if seen.low != seen.low:
        return None
    return seen.low if seen.low == seen.high else f"{seen.low:.12g} to {seen.high:.12g}"


def group_text(kind: str, count: int, parts: tuple[Reason, ...]) -> str:
    """Return what a group asks of its parts, and how many of them are met or unknown."""
    if kind == NOT:
        return "not this" if parts[0].parts else f"not so: {parts[0].text}"
    asked = {ALL: "all of these", ANY: "any of these"}.get(kind, f"at least {count} of these")
    met = sum(part.truth == Truth.MET for part in parts)
    unknown = sum(part.truth == Truth.UNKNOWN for part in parts)
    tail = f", {unknown} unknown" if unknown else ""
    return f"{asked} ({met} of {len(parts)} met{tail})"


def _told(words: Wording, criterion: Criterion, seen: Seen, found: str, truth: Truth) -> str:
    """Return what was found, and what that means for the limit."""
    if criterion.comparison is None or criterion.comparison.word == "recorded":
        return found
    limit = words.limits.comparison(criterion)
    if truth == Truth.UNKNOWN:
        told = f"{found}; asked: {limit}"
        return (
            told if seen.why != Why.KNOWN else f"{found}; that does not tell whether it is {limit}"
        )
    if seen.absent:
        return found
    if criterion.asks == "ever" and truth == Truth.NOT_MET:
        since = f" since {words.limits.program.title(criterion.since)}" if criterion.since else ""
        name = called(words.limits.program, criterion.subject)
        return f"no {name} {limit}{since}; the latest: {found}"
    if criterion.comparison.word in ("is", "one_of") and truth == Truth.MET:
        return found
    return f"{found}, {limit}" if truth == Truth.MET else f"{found}, not {limit}"


def event_words(event: Event) -> str:
    """Return an event's date and value, as evidence is named."""
    return f"{date_words(event)}: {said(event.value.text)}".removeprefix(": ")
