"""Checks of deviation pages: what they judge, which rules they name, and to whom they yield."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from graphlib import CycleError, TopologicalSorter

from cyclewise.documents.problem import Problems, suggestion
from cyclewise.documents.yamlfile import Node
from cyclewise.facts.given import RULE_STANDING
from cyclewise.facts.program import Program
from cyclewise.logic.condition import criteria
from cyclewise.protocol.criterion import Criterion
from cyclewise.protocol.definition import GivenForm
from cyclewise.protocol.deviation import ENTRY, FIRST_DOSE, JUDGED, DeviationRule
from cyclewise.protocol.page import place_of
from cyclewise.protocol.uses import conditions_of_deviation


def given_to(program: Program) -> frozenset[str]:
    """Return the facts that only an audit gives, which no other page may name."""
    found = program.definitions.items()
    return frozenset(name for name, each in found if isinstance(each.form, GivenForm))


def given_words(program: Program, fact: str) -> tuple[str, ...]:
    """Return the words that a given fact may be; none where it is a number, or no given fact."""
    form = program.definitions[fact].form if fact in program.definitions else None
    return form.words if isinstance(form, GivenForm) else ()


def check_deviations(
    program: Program, check_criterion: Callable[[Criterion], None], problems: Problems
) -> None:
    """Every name on a deviation's page is known; ``check_criterion`` checks what is of a fact."""
    pages = program.protocol.deviations
    for page in pages:
        _check_judged(program, page, problems)
        names = [each.id for each in pages if each is not page]
        for name in page.yields_to:
            _refuse_unknown(name, names, _place(page, "yields_to"), "deviation", problems)
        for condition in conditions_of_deviation(page):
            for criterion in criteria(condition):
                if criterion.asks == "rule":
                    _check_rule(program, criterion, problems)
                else:
                    check_criterion(criterion)
    _refuse_ring(pages, problems)


def _place(page: DeviationRule, key: str) -> Node | str:
    return page.label if page.place is None else place_of(page.place, key)


def _check_judged(program: Program, page: DeviationRule, problems: Problems) -> None:
    if page.category == ENTRY and page.judges != FIRST_DOSE:
        problems.add(
            _place(page, "judges"),
            f"A deviation of {ENTRY} is judged at the first dose.",
            f"Write “judges: {FIRST_DOSE}”, or give it another category.",
        )
    expecting = [rule.id for rule in program.protocol.expecting]
    if page.judges not in (*JUDGED, *expecting):
        known = [*JUDGED, *expecting]
        near = suggestion(page.judges, known) or f"It may be: {', '.join(JUDGED)}, or a rule's id."
        problems.add(_place(page, "judges"), f"Nothing is called “{page.judges}”.", near)


def _check_rule(program: Program, criterion: Criterion, problems: Problems) -> None:
    rules = [rule.id for rule in program.protocol.judging]
    place = criterion.place or criterion.subject
    _refuse_unknown(criterion.subject, rules, place, "rule", problems)
    comparison = criterion.comparison
    words = () if comparison is None else program.bound(comparison, None).words
    if comparison is None or comparison.word not in ("is", "one_of"):
        problems.add(place, "How a rule stands is a word.", "Use `is:` or `one_of:`.")
    for word in words:
        if word not in RULE_STANDING:
            near = suggestion(word, RULE_STANDING) or f"It may be: {', '.join(RULE_STANDING)}."
            problems.add(place, f"No rule is ever “{word}”.", near)


def _refuse_unknown(
    name: str, known: Iterable[str], place: Node | str, what: str, problems: Problems
) -> None:
    known = list(known)
    if name not in known:
        near = suggestion(name, known) or f"There are: {', '.join(known)}."
        problems.add(place, f"There is no {what} “{name}” here.", near)


def _refuse_ring(pages: Iterable[DeviationRule], problems: Problems) -> None:
    """Of two pages that yield to each other both would be silent."""
    by_id = {page.id: page for page in pages}
    try:
        TopologicalSorter({name: page.yields_to for name, page in by_id.items()}).prepare()
    except CycleError as ring:
        names: list[str] = ring.args[1]
        problems.add(
            _place(by_id[names[0]], "yields_to"),
            f"These deviations yield to one another: {' → '.join(names)}.",
            "Break the ring: the page that says most of the cause yields to none of them.",
        )
