"""New cases for what no case shows: the patient of the file with a few changes, to be reviewed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Table
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from cyclewise.documents.problem import Problems
from cyclewise.documents.yamlfile import Mapping, Scalar
from cyclewise.documents.yamlfile import Sequence as Listed
from cyclewise.facts.program import Program
from cyclewise.logic.condition import criteria
from cyclewise.proof.changes import changes_for, numbers_by_hand
from cyclewise.proof.coverage import Covered, Subject, Wanted, shows, truths_of
from cyclewise.proof.crowd import Invented
from cyclewise.proof.neutral import numbered_places
from cyclewise.proof.patterns import Pattern, nearest, patterns_showing
from cyclewise.proof.testing import condition_outcomes, rule_outcomes
from cyclewise.proof.ward import Ward
from cyclewise.protocol.cases import Case, CaseFile
from cyclewise.protocol.criterion import Criterion
from cyclewise.protocol.definition import ConditionForm
from cyclewise.timeline.reading import event_from
from cyclewise.timeline.timeline import timeline_of
from cyclewise.values.calendar import parse_day
from cyclewise.values.truth import TRUTHS

StubTexts = Table[str, str]

_TRIED, _KEPT = 400, 40
"""How many changed patients are tried at once, and how many are changed a second time."""
_PATTERNS = 40
"""How many patterns of truths are tried, the nearest first, where two changes show nothing."""


@dataclass(frozen=True, slots=True)
class NewCase:
    """A case that shows what none did: the changes to the file's patient, and what is said."""

    wanted: Wanted
    changes: tuple[str, ...]
    outcome: str


@dataclass(frozen=True, slots=True)
class Unmade:
    """What no case shows, and what no change that was tried shows either."""

    wanted: Wanted


def new_cases(program: Program, file: CaseFile, covered: Covered) -> Iterator[NewCase | Unmade]:
    """Yield a case for each thing that no case shows; say of what none was found."""
    base = _base(program, file)
    if base is None:
        yield from map(Unmade, covered.missing)
        return
    drafting = _Drafting(program, covered.subject, base)
    open_ = sorted(covered.missing, key=lambda each: not each.decides)  # these show most
    while open_:
        wanted = open_.pop(0)
        draft = drafting.made(wanted)
        if draft is None:
            yield Unmade(wanted)
            continue
        ward = Ward(program, (draft.case(base),))
        also = shows(covered.subject, ward.facts, open_)
        open_ = [each for each, there in zip(open_, also, strict=True) if not there[0]]
        yield NewCase(wanted, draft.changes, _outcome(covered.subject, ward))


def _outcome(subject: Subject, ward: Ward) -> str:
    if subject.rule is not None:
        return rule_outcomes(ward.facts, subject.rule)[0]
    return condition_outcomes(ward.facts, ConditionForm(subject.condition))[0]


def _base(program: Program, file: CaseFile) -> Case | None:
    """Return the patient that all cases of a file begin from, on the day that the file names."""
    root, knowledge = file.place, program.knowledge
    if not isinstance(root, Mapping) or not file.cases:
        return None
    listed, as_of = root.get("patient"), root.get("as_of")
    nodes = listed.items if isinstance(listed, Listed) else ()
    read = [event_from(node, knowledge, Problems()) for node in nodes]
    if not isinstance(as_of, Scalar):
        return None
    day = parse_day(as_of.text)
    known = root.get("known")
    by_then = parse_day(known.text) if isinstance(known, Scalar) else day
    given = root.get("facts")
    entries = given.entries if isinstance(given, Mapping) else ()
    stubs = {key.text: node.text for key, node in entries if isinstance(node, Scalar)}
    events = [each for each in read if each is not None]
    return Case("base", timeline_of("base", events, knowledge, file.label), day, by_then, stubs)


@dataclass(frozen=True, slots=True)
class _Draft:
    """A patient of a new case, with the facts given by hand and what was changed."""

    patient: Invented
    stubs: StubTexts
    changes: tuple[str, ...] = ()

    def case(self, base: Case) -> Case:
        """Return the draft as a case."""
        return replace(base, timeline=self.patient.timeline, stubs=self.stubs)


class _Drafting:
    """The search for one file's new cases: its page, its patient, and changes to that."""

    def __init__(self, program: Program, subject: Subject, base: Case) -> None:
        self.program, self.subject, self.base = program, subject, base
        self.asked = tuple(criteria(subject.condition))

    def made(self, wanted: Wanted) -> _Draft | None:
        """Return the draft with the fewest changes that shows what is wanted."""
        start = _Draft(Invented.from_case(self.base), self.base.stubs)
        once = [start, *islice(self.changed([start], [wanted.criterion]), _TRIED)]
        found = self.showing(once, wanted)
        if found:
            return found[0]
        kept = self.showing(once, replace(wanted, decides=False))[:_KEPT]
        twice = list(islice(self.changed(kept or once[:1], self.asked), _TRIED))
        found = self.showing(twice, wanted)
        return found[0] if found else self.composed(start, wanted)

    def composed(self, start: _Draft, wanted: Wanted) -> _Draft | None:
        """Return a draft made criterion by criterion, as one of the nearest patterns has them."""
        if wanted.truth is None:
            return None
        places = numbered_places(self.subject.condition)
        now = self.truths([start])[0]
        possible = tuple(
            truths_of(self.program, each) or (held,)
            for each, held in zip(self.asked, now, strict=True)
        )
        patterns = patterns_showing(
            places, possible, wanted.place, wanted.truth, decides=wanted.decides
        )
        for pattern in nearest(patterns or [], now, _PATTERNS):
            draft = self.as_patterned(start, pattern)
            if draft is not None and self.showing([draft], wanted):
                return draft
        return None

    def as_patterned(self, draft: _Draft, pattern: Pattern) -> _Draft | None:
        """Return a draft with the criteria of a pattern changed one after another."""
        for place, criterion in enumerate(self.asked):
            now = self.truths([draft])[0]
            if now[place] == pattern[place]:
                continue
            made = list(islice(self.with_one_more(draft, criterion), _TRIED))
            # What was right before stays right.
            right = [at for at, each in enumerate(now) if each == pattern[at]] + [place]
            fits = (
                each
                for each, held in zip(made, self.truths(made), strict=True)
                if all(held[at] == pattern[at] for at in right)
            )
            found = next(fits, None)
            if found is None:
                return None
            draft = found
        return draft

    def truths(self, drafts: Sequence[_Draft]) -> list[Pattern]:
        """Return what the page's criteria are in each draft."""
        if not drafts:
            return []
        ward = Ward(self.program, tuple(each.case(self.base) for each in drafts))
        held = np.stack([ward.facts.criterion(each) for each in self.asked])
        return [tuple(TRUTHS[each] for each in column) for column in held.T]

    def changed(self, drafts: Sequence[_Draft], asked: Sequence[Criterion]) -> Iterator[_Draft]:
        """Yield drafts with one more change to what a criterion reads, each once."""
        seen = set()
        for criterion in asked:
            for draft in drafts:
                for made in self.with_one_more(draft, criterion):
                    told = (made.patient.record, *sorted(made.stubs.items()))
                    if told not in seen:
                        seen.add(told)
                        yield made

    def with_one_more(self, draft: _Draft, criterion: Criterion) -> Iterator[_Draft]:
        """Yield a draft with one more change: to the events first, then to a fact by hand."""
        fact, program = criterion.subject, self.program
        if fact not in draft.stubs:
            for change in changes_for(program, criterion, draft.patient.as_of):
                made = change.made(draft.patient, program)
                if made is not None and _begin(made.changes[-1]) not in map(_begin, draft.changes):
                    yield replace(draft, patient=made, changes=(*draft.changes, made.changes[-1]))
        if fact in program.protocol.definitions and criterion.asks == "fact":
            others = numbers_by_hand(program, criterion)
            if program.is_condition(fact):
                others = iter(("true", "false"))
            for text in ("unknown", *others):
                stubs = {**draft.stubs, fact: text}
                yield replace(
                    draft, stubs=stubs, changes=(*draft.changes, f"facts: {{{fact}: {text}}}")
                )

    def showing(self, drafts: Sequence[_Draft], wanted: Wanted) -> list[_Draft]:
        """Return the drafts that show what is wanted."""
        if not drafts:
            return []
        ward = Ward(self.program, tuple(each.case(self.base) for each in drafts))
        (found,) = shows(self.subject, ward.facts, [wanted])
        return [drafts[at] for at in np.flatnonzero(found).tolist()]


def _begin(change: str) -> str:
    """Return a change's verb and what it changes: a case does each to a thing once."""
    return change.split(":", 2)[0] + change.split("{", 1)[-1].split(":", 1)[0]
