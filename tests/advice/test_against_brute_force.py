"""What is missing, what to give and what decides alone, against trying out every possibility."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.clinic import RANKS, advice, patient, program, rule
from tests.thoroughness import examples

from cyclewise.advice.recommendation import Recommendation
from cyclewise.facts.program import Program
from cyclewise.inference.trace import folded
from cyclewise.timeline.timeline import Timeline
from cyclewise.values.truth import Truth

# Six facts, each asked by one criterion: how it is written when it is met and when it is not.
FACTS = {
    "lab": ("{fact: lab, above: 1 mg/dL}", "lab: 2 mg/dL", "lab: 0.5 mg/dL"),
    "count": ("{fact: count, above: 1 10^9/L}", "count: 2 10^9/L", "count: 1 10^9/L"),
    "scan": ("{fact: scan, is: dark}", "scan: dark", "scan: clear"),
    "stage": ("{fact: stage, is: CR1}", "stage: CR1", "stage: CR2"),
    "assay": ("{fact: assay, above: 1e-3}", "assay: 1e-2", "assay: 1e-4"),
    "weight": ("{fact: weight, above: 70 kg}", "weight: 80 kg", "weight: 70 kg"),
}
DUE = "2024-03-08"
STATES = {Truth.MET: 1, Truth.NOT_MET: 2}


@dataclass(frozen=True)
class Tree:
    """A condition as the tests see it: a fact's name, or a kind with its parts."""

    kind: str
    fact: str = ""
    parts: tuple[Tree, ...] = ()
    count: int = 0

    def text(self) -> str:
        if self.kind == "fact":
            return FACTS[self.fact][0]
        below = ", ".join(part.text() for part in self.parts)
        if self.kind == "not":
            return f"{{not: {below}}}"
        if self.kind == "at least":
            return f"{{at_least: {self.count}, of: [{below}]}}"
        return f"{{{self.kind}: [{below}]}}"

    def truth(self, known: Mapping[str, Truth]) -> Truth:
        if self.kind == "fact":
            return known.get(self.fact, Truth.UNKNOWN)
        return folded(self.kind, self.count, [part.truth(known) for part in self.parts])

    def facts(self) -> Iterator[str]:
        if self.kind == "fact":
            yield self.fact
        for part in self.parts:
            yield from part.facts()

    def unremarkable(self, wanted: Truth) -> Iterator[tuple[str, Truth]]:
        """Yield for each fact the truth that pulls the whole towards ``wanted``."""
        if self.kind == "fact":
            yield self.fact, wanted
        below = Truth(2 - wanted) if self.kind == "not" else wanted
        for part in self.parts:
            yield from part.unremarkable(below)


@dataclass(frozen=True)
class Asked:
    name: str
    action: str
    requirement: bool
    tree: Tree

    @property
    def keeps_off(self) -> Truth:
        return Truth.MET if self.requirement else Truth.NOT_MET

    def pull(self, known: Mapping[str, Truth]) -> Truth:
        truth = self.tree.truth(known)
        return Truth(2 - truth) if self.requirement else truth


@st.composite
def trees(draw: st.DrawFn, facts: list[str], *, once: bool, depth: int = 3) -> Tree:
    """Draw a tree; ``once``: no fact stands twice, and those used are taken from the list."""
    kind = draw(st.sampled_from(["fact", "not", "all", "any", "at least"]))
    if kind == "fact" or depth == 0 or (once and len(facts) < 2):
        fact = draw(st.sampled_from(facts))
        if once:
            facts.remove(fact)
        return Tree("fact", fact)
    if kind == "not":
        return Tree("not", parts=(draw(trees(facts, once=once, depth=depth - 1)),))
    most = min(3, len(facts)) if once else 3
    wanted = draw(st.integers(2, max(2, most)))
    parts: list[Tree] = []
    while len(parts) < wanted and facts:
        parts.append(draw(trees(facts, once=once, depth=depth - 1)))
    if len(parts) == 1:
        return parts[0]
    return Tree(kind, parts=tuple(parts), count=draw(st.integers(1, len(parts))))


@st.composite
def records(draw: st.DrawFn) -> dict[str, Truth]:
    """Draw what is on record: the truth of some facts."""
    truth = st.sampled_from([Truth.UNKNOWN, Truth.UNKNOWN, Truth.MET, Truth.NOT_MET])
    known = {fact: draw(truth) for fact in FACTS}
    return {fact: each for fact, each in known.items() if each != Truth.UNKNOWN}


@st.composite
def wards(draw: st.DrawFn, *, once: bool) -> tuple[list[Asked], dict[str, Truth]]:
    facts, asked = list(FACTS), []
    for number in range(draw(st.integers(1, 3))):
        if len(facts) < 1:
            break
        action = draw(st.sampled_from(["discontinue", "complete", "withhold"]))
        tree = draw(trees(facts, once=once))
        asked.append(Asked(f"HLD-00{number}", action, draw(st.booleans()), tree))
    return asked, draw(records())


def linked(asked: Sequence[Asked]) -> Program:
    return program(
        rules=[
            rule(each.name, each.action, each.tree.text(), requirement=each.requirement)
            for each in asked
        ]
    )


def who(known: Mapping[str, Truth]) -> Timeline:
    seen = [f"2024-03-02, {FACTS[fact][STATES[truth]]}" for fact, truth in known.items()]
    return patient("2024-03-01, dose: x, cycle: 1, day: 1", *seen)


def settled(asked: Sequence[Asked], known: Mapping[str, Truth]) -> tuple[str, str, tuple[str, ...]]:
    """Return the answer, the certain action and the possible ones, on the day a dose is due."""
    pulls = {
        action: max((each.pull(known) for each in asked if each.action == action), default=Truth(0))
        for action in RANKS["on"]
    }
    pulls["administer"] = Truth.MET
    certain = next(action for action in RANKS["on"] if pulls[action] == Truth.MET)
    stronger = RANKS["on"][: RANKS["on"].index(certain)]
    possible = tuple(action for action in stronger if pulls[action] == Truth.UNKNOWN)
    hidden = bool(possible) and certain == "administer"
    return "insufficient-data" if hidden else certain, certain, possible


def undecided(asked: Sequence[Asked], known: Mapping[str, Truth]) -> list[Asked]:
    _, _, possible = settled(asked, known)
    return [each for each in asked if each.action in possible and each.pull(known) == Truth.UNKNOWN]


def completions(facts: Sequence[str]) -> Iterator[dict[str, Truth]]:
    for truths in product((Truth.NOT_MET, Truth.MET), repeat=len(facts)):
        yield dict(zip(facts, truths, strict=True))


def that_matter(asked: Sequence[Asked], known: Mapping[str, Truth]) -> set[str]:
    """Return the facts of which two results give an undecided rule two truths."""
    open_ = [fact for fact in FACTS if fact not in known]
    found = set()
    for each in undecided(asked, known):
        for others in completions(open_):
            complete = {**known, **others}
            for fact in open_:
                other = {**complete, fact: Truth(2 - complete[fact])}
                if each.tree.truth(complete) != each.tree.truth(other):
                    found.add(fact)
    return found


def fewest(
    asked: Sequence[Asked], known: Mapping[str, Truth], facts: Sequence[str]
) -> tuple[str, ...]:
    """Return the first smallest set whose unremarkable results keep every open rule off."""
    waiting = undecided(asked, known)
    for size in range(len(facts) + 1):
        for chosen in combinations(facts, size):
            if all(
                each.tree.truth(
                    {
                        **known,
                        **{
                            fact: truth
                            for fact, truth in each.tree.unremarkable(each.keeps_off)
                            if fact in chosen and fact not in known
                        },
                    }
                )
                == each.keeps_off
                for each in waiting
            ):
                return chosen
    raise AssertionError("Everything together settles it.")


def deciding(
    asked: Sequence[Asked], known: Mapping[str, Truth], matter: set[str]
) -> set[tuple[str, str]]:
    """Return every fact of which a remarkable result alone brings an answer, with the answer."""
    now, *_ = settled(asked, known)
    found = set()
    for each in undecided(asked, known):
        for fact, truth in each.tree.unremarkable(each.keeps_off):
            if fact in known or fact not in matter:
                continue
            answer, _, possible = settled(asked, {**known, fact: Truth(2 - truth)})
            if answer != "insufficient-data" and (answer != now or not possible):
                found.add((fact, answer))
    return found


def told(
    asked: Sequence[Asked], known: Mapping[str, Truth], ready: Program | None = None
) -> Recommendation:
    return advice(ready or linked(asked), who(known), DUE, second=False)


THOROUGH = settings(
    max_examples=examples(25),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    database=None,
)


@THOROUGH
@given(wards(once=False))
def test_the_answer_is_the_one_of_the_law(ward: tuple[list[Asked], dict[str, Truth]]) -> None:
    asked, known = ward
    found = told(asked, known)
    assert (found.action, found.certain, found.may_become) == settled(asked, known)
    assert found.settled == (not found.may_become)


@settings(THOROUGH, max_examples=examples(250))
@given(wards(once=True), st.lists(records(), min_size=3, max_size=3))
def test_what_is_missing_what_settles_and_what_decides_are_what_trying_everything_finds(
    ward: tuple[list[Asked], dict[str, Truth]], more: list[dict[str, Truth]]
) -> None:
    """The rules are asked for four records: which facts matter, which settle, which decide."""
    asked, first = ward
    linked_once = linked(asked)
    for known in (first, *more):
        found = told(asked, known, linked_once)
        facts = [each.fact for each in found.missing]
        matter = that_matter(asked, known)
        assert set(facts) == matter
        assert found.to_give == (fewest(asked, known, facts) if facts else ())
        alone = {(each.fact, each.then) for each in found.decides_alone}
        assert alone == deciding(asked, known, matter)


@THOROUGH
@given(wards(once=False))
def test_nothing_that_could_change_the_answer_is_left_out(
    ward: tuple[list[Asked], dict[str, Truth]],
) -> None:
    asked, known = ward
    missing = {each.fact for each in told(asked, known).missing}
    assert that_matter(asked, known) <= missing
    assert not missing & set(known)


@THOROUGH
@given(wards(once=False), st.data())
def test_a_result_never_adds_an_action_to_those_that_may_stand(
    ward: tuple[list[Asked], dict[str, Truth]], data: st.DataObject
) -> None:
    asked, known = ward
    before = told(asked, known)
    open_ = [fact for fact in FACTS if fact not in known]
    if not open_:
        return
    fact = data.draw(st.sampled_from(open_))
    truth = data.draw(st.sampled_from([Truth.MET, Truth.NOT_MET]))
    after = told(asked, {**known, fact: truth})
    assert {after.certain, *after.may_become} <= {before.certain, *before.may_become}
