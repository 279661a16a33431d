"""What is missing: the unknown facts that could change the answer, and the fewest to give."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations

from cyclewise.facts.reading import Why
from cyclewise.inference.trace import Seen, Trace, folded
from cyclewise.protocol.criterion import Criterion
from cyclewise.records import dataclass
from cyclewise.values.truth import Truth


@dataclass(frozen=True, slots=True)
class Open:
    """One unknown criterion that an undecided rule still depends on.

    ``wanted`` is the truth that would keep the rule from its action: the unremarkable result.
    ``path`` is the chain of traces from the rule to the criterion.
    """

    rule: str
    criterion: Criterion
    seen: Seen
    wanted: Truth
    path: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MissingFact:
    """A fact to ask for: what, why it is unknown, and the rules that wait for it."""

    fact: str
    title: str
    why: Why
    seen: Seen
    needed_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Undecided:
    """A rule that is unknown and could change the answer: its trace and its action.

    ``keeps_off`` is the truth of the condition with which the rule does not pull.
    """

    rule: str
    action: str
    trace: Trace
    keeps_off: Truth


def opposite(truth: Truth) -> Truth:
    """Return not met for met and met for not met."""
    return Truth(2 - truth)


def open_criteria(undecided: Undecided) -> tuple[Open, ...]:
    """Return every unknown criterion that a rule's truth still depends on.

    A part matters as long as everything above it is unknown: the other unknown parts may then
    turn out so that this one decides.
    """
    return tuple(_open(undecided.rule, undecided.trace, undecided.keeps_off, ()))


def _open(rule: str, trace: Trace, wanted: Truth, path: tuple[int, ...]) -> Iterator[Open]:
    if trace.truth != Truth.UNKNOWN:
        return
    if trace.kind == "criterion":
        yield from _open_criterion(rule, trace, wanted, path)
        return
    below = opposite(wanted) if trace.kind == "not" else wanted
    for place, part in enumerate(trace.parts):
        yield from _open(rule, part, below, (*path, place))


def _open_criterion(
    rule: str, trace: Trace, wanted: Truth, path: tuple[int, ...]
) -> Iterator[Open]:
    if trace.below is not None and trace.criterion is not None:
        yes = is_affirmed(trace.criterion)
        yield from _open(rule, trace.below, wanted if yes else opposite(wanted), (*path, 0))
    elif trace.seen is not None and trace.criterion is not None:
        yield Open(rule, trace.criterion, trace.seen, wanted, path)


def is_affirmed(criterion: Criterion) -> bool:
    """Return whether a criterion asks that what stands below it is met, not that it is not."""
    comparison = criterion.comparison
    if comparison is None:
        return True
    limit = comparison.limits[0]
    return getattr(limit, "text", "true") != "false"


def roots(seen: Seen) -> Iterator[Seen]:
    """Yield the readings at the bottom of an unknown fact: what has to be measured or found.

    A fact that is known too coarsely goes back to the input that is.
    """
    below = [each for each in seen.inputs if not each.known] or [
        each for each in seen.inputs if each.low != each.high
    ]
    if not below:
        yield seen
    for each in below:
        yield from roots(each)


def missing_facts(
    undecided: Sequence[Undecided], name: Callable[[Seen], str]
) -> tuple[MissingFact, ...]:
    """Return every unknown fact that could change the answer, in the order of the rules.

    ``name`` gives the word under which a reading is asked for: what somebody has to measure.
    """
    found: dict[str, MissingFact] = {}
    for rule in undecided:
        for each in open_criteria(rule):
            for seen in roots(each.seen):
                fact = name(seen)
                before = found.get(fact)
                needed = before.needed_by if before else ()
                if rule.rule not in needed:
                    needed = (*needed, rule.rule)
                first = before.seen if before else seen
                found[fact] = MissingFact(fact, first.title, first.why, first, needed)
    return tuple(found.values())


def truth_with(trace: Trace, given: Callable[[Trace], Truth | None]) -> Truth:
    """Return a trace's truth when some unknown criteria are given another."""
    if trace.kind == "criterion":
        if trace.below is not None and trace.criterion is not None:
            below = truth_with(trace.below, given)
            return below if is_affirmed(trace.criterion) else opposite(below)
        known = given(trace) if trace.truth == Truth.UNKNOWN else None
        return trace.truth if known is None else known
    return folded(trace.kind, trace.count, [truth_with(part, given) for part in trace.parts])


def settles(undecided: Sequence[Undecided], facts: frozenset[str], names: Names) -> bool:
    """Return whether unremarkable results of some facts keep every undecided rule off."""

    def given(trace: Trace) -> bool:
        return names.of(trace) <= facts

    return all(
        _unremarkable(each.trace, each.keeps_off, given) == each.keeps_off for each in undecided
    )


def _unremarkable(trace: Trace, wanted: Truth, given: Callable[[Trace], bool]) -> Truth:
    """Return a trace's truth when what is given turns out as is wanted, wherever it stands."""
    if trace.kind == "criterion":
        if trace.below is not None and trace.criterion is not None:
            if is_affirmed(trace.criterion):
                return _unremarkable(trace.below, wanted, given)
            return opposite(_unremarkable(trace.below, opposite(wanted), given))
        return wanted if trace.truth == Truth.UNKNOWN and given(trace) else trace.truth
    below = opposite(wanted) if trace.kind == "not" else wanted
    parts = [_unremarkable(part, below, given) for part in trace.parts]
    return folded(trace.kind, trace.count, parts)


@dataclass(frozen=True, slots=True)
class Names:
    """The words under which the readings of a trace are asked for."""

    name: Callable[[Seen], str]

    def of(self, trace: Trace) -> frozenset[str]:
        """Return every fact that has to be given before a criterion is known."""
        return frozenset() if trace.seen is None else self.behind(trace.seen)

    def behind(self, seen: Seen) -> frozenset[str]:
        """Return every fact that has to be given before a reading is known."""
        return frozenset(self.name(each) for each in roots(seen))


def fewest(undecided: Sequence[Undecided], facts: Sequence[str], names: Names) -> tuple[str, ...]:
    """Return the fewest facts whose unremarkable results settle the weakest action.

    Facts without which nothing settles are taken first, so that only real choices are tried.
    Of several equally small sets the first in the order of the facts.
    """
    everything = frozenset(facts)
    needed = [fact for fact in facts if not settles(undecided, everything - {fact}, names)]
    choices = [fact for fact in facts if fact not in needed]
    tries = (each for size in range(len(choices) + 1) for each in combinations(choices, size))
    chosen = next(each for each in tries if settles(undecided, frozenset((*needed, *each)), names))
    return tuple(fact for fact in facts if fact in needed or fact in chosen)


@dataclass(frozen=True, slots=True)
class Decides:
    """A fact one result of which settles the answer by itself."""

    fact: str
    criterion: Criterion
    seen: Seen
    holds: bool
    then: str


def deciding_alone(
    undecided: Sequence[Undecided],
    names: Names,
    outcome: Callable[[Mapping[str, Truth]], str | None],
) -> tuple[Decides, ...]:
    """Return the facts one result of which brings an answer on its own.

    ``outcome`` gives the action that stands when some rules' truths are known, None while it
    cannot be decided.
    """
    found: dict[tuple[str, str], Decides] = {}
    for rule in undecided:
        asked = [(each, names.behind(each.seen)) for each in open_criteria(rule)]
        for each, facts in asked:
            if len(facts) != 1:
                continue
            (fact,) = facts
            # One result may meet several criteria at once: below its limit is also a number.
            same = [other for other, others in asked if others == facts]
            thens = (outcome(_with_results(undecided, pulled)) for pulled in ([each], same))
            then = next((action for action in thens if action is not None), None)
            if then is not None and (fact, then) not in found:
                holds = opposite(each.wanted) == Truth.MET
                found[fact, then] = Decides(fact, each.criterion, each.seen, holds, then)
    return tuple(found.values())


def _with_results(undecided: Sequence[Undecided], pulled: Sequence[Open]) -> dict[str, Truth]:
    """Return the rules' truths when some criteria pull and all others stay unknown."""
    truths = {each.criterion: opposite(each.wanted) for each in pulled}

    def given(trace: Trace) -> Truth | None:
        return None if trace.criterion is None else truths.get(trace.criterion)

    return {rule.rule: truth_with(rule.trace, given) for rule in undecided}
