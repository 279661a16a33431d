"""What `rules check` finds beyond reading: one small check each for what a reviewer would ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from pathlib import Path

from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.logic.condition import Condition, criteria
from cyclewise.protocol.case_checks import case_findings
from cyclewise.protocol.cases import CaseFile
from cyclewise.protocol.criterion import Criterion
from cyclewise.protocol.deviation import DeviationRule
from cyclewise.protocol.findings import Finding, at_key, error, warning
from cyclewise.protocol.protocol import Protocol
from cyclewise.protocol.quotes import Quoted, quote_findings
from cyclewise.protocol.rule import ESTABLISHED, Phase, Rule
from cyclewise.protocol.unreachable import condition_findings
from cyclewise.protocol.uses import (
    conditions_of_deviation,
    conditions_of_form,
    conditions_of_rule,
    expected_facts,
    used_facts,
    used_parameters,
)
from cyclewise.records import dataclass

FLOORS: Mapping[Phase, tuple[str, ...]] = {
    "before": ("withhold", "administer"),
    "on": ("administer", "wait"),
    "after": ("follow-up",),
}
"""The actions that stand in each phase where no rule stands in their way; one always does."""


@dataclass(frozen=True, slots=True)
class Beyond:
    """What pages beyond the rules name and quote: those that say how outcomes are counted."""

    names: frozenset[str] = frozenset()
    """Facts and parameters."""
    quotes: tuple[Quoted, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleBook:
    """A protocol with all that its checks look at.

    ``texts`` is the folder of the sources' texts, None where there is none at hand.
    """

    protocol: Protocol
    knowledge: Knowledge
    cases: tuple[CaseFile, ...]
    texts: Path | None = None
    beyond: Beyond = field(default_factory=Beyond)


def check(book: RuleBook) -> tuple[Finding, ...]:
    """Return everything the checks find, errors first, then by file and line."""
    found = [finding for each in CHECKS for finding in each(book)]
    order = {"error": 0, "warning": 1}
    return tuple(
        sorted(
            found,
            key=lambda each: (
                order[each.severity],
                each.problem.file,
                each.problem.line,
                each.problem.column,
            ),
        )
    )


def _cases(book: RuleBook) -> Iterator[Finding]:
    yield from case_findings(book.protocol, book.knowledge, book.cases)


def _quotes(book: RuleBook) -> Iterator[Finding]:
    yield from quote_findings(book.protocol, book.knowledge, book.texts, book.beyond.quotes)


def _reachable(book: RuleBook) -> Iterator[Finding]:
    protocol = book.protocol
    for page in _pages(protocol):
        for condition in _conditions(page):
            yield from condition_findings(condition, protocol.parameters, page.place)
    for row in protocol.schedule.rows:
        if row.when is not None:
            yield from condition_findings(row.when, protocol.parameters, row.place)
    for definition in protocol.definitions.values():
        for condition in conditions_of_form(definition.form):
            yield from condition_findings(condition, protocol.parameters, definition.place)


Page = Rule | DeviationRule
"""What a clinician signs: a rule, or what an audit judges by."""


def _pages(protocol: Protocol) -> tuple[Page, ...]:
    return (*protocol.rules, *protocol.deviations)


def _conditions(page: Page) -> Iterator[Condition[Criterion]]:
    if isinstance(page, DeviationRule):
        return conditions_of_deviation(page)
    return conditions_of_rule(page)


def _recalled(book: RuleBook) -> Iterator[Finding]:
    """Find reviewed rules that rest on what was only recalled, which nobody can have checked."""
    for page in _pages(book.protocol):
        if page.status == "draft":
            continue
        bases = {each.basis for each in page.sources} | {each.basis for each in page.assumptions}
        if "recalled" in bases:
            yield error(
                at_key(page.place, "status"),
                f"{page.id} rests on something recalled and is marked “{page.status}”.",
                "Keep it “draft” until the source has been read.",
            )


def _reviews(book: RuleBook) -> Iterator[Finding]:
    for page in _pages(book.protocol):
        if page.status == "draft" and page.reviews:
            yield warning(
                at_key(page.place, "reviews"),
                f"{page.id} names a reviewer and is marked “draft”.",
                "Mark it “reviewed”, or remove the review.",
            )
        if page.status != "draft" and not page.reviews:
            yield error(
                at_key(page.place, "status"),
                f"{page.id} is marked “{page.status}” and names no reviewer.",
                "Add name, role and date of each clinician who signed, or mark it “draft”.",
            )


def _unused_parameters(book: RuleBook) -> Iterator[Finding]:
    used = used_parameters(book.protocol)
    for name, parameter in book.protocol.parameters.items():
        if name not in used | book.beyond.names:
            yield warning(
                parameter.place,
                f"No rule uses the parameter “{name}”.",
                "Remove it, or write “{parameter: " + name + "}” where it belongs.",
            )


def _unexplained_parameters(book: RuleBook) -> Iterator[Finding]:
    for name, parameter in book.protocol.parameters.items():
        if parameter.basis not in ESTABLISHED and not parameter.because.strip():
            yield error(
                parameter.place,
                f"The parameter “{name}” is {parameter.basis} and says not why.",
                "Add “text” with the reason for this value.",
            )


def _unused_definitions(book: RuleBook) -> Iterator[Finding]:
    """Find a protocol's own definitions that nothing uses; shared ones may wait for another."""
    protocol = book.protocol
    own = f"{Path(protocol.folder).name}/"
    used = used_facts(protocol) | book.beyond.names
    for definition in protocol.definitions.values():
        if definition.label.startswith(own) and definition.id not in used:
            yield warning(
                definition.place,
                f"Nothing uses the definition “{definition.id}”.",
                "Remove it, or name it in a rule.",
            )


def _found_assumptions(book: RuleBook) -> Iterator[Finding]:
    for page in _pages(book.protocol):
        for assumption in page.assumptions:
            if assumption.basis == "found":
                yield warning(
                    at_key(page.place, "assumptions"),
                    f"The assumption “{assumption.name}” says that it was found in a source.",
                    "Cite the source instead, or say what it rests on.",
                )


def _repeated_titles(book: RuleBook) -> Iterator[Finding]:
    seen: dict[str, Page] = {}
    for page in _pages(book.protocol):
        title = " ".join(page.title.casefold().split())
        if title in seen:
            yield error(
                at_key(page.place, "title"),
                f"{page.id} has the title of {seen[title].id}.",
                "Give each rule a title that is true only when that rule is met.",
            )
        seen.setdefault(title, page)


def _strange_support(book: RuleBook) -> Iterator[Finding]:
    """Find sources that support facts their rule does not ask about."""
    for page in _pages(book.protocol):
        facts = {each.subject for part in _conditions(page) for each in criteria(part)}
        if isinstance(page, Rule):
            facts.update(expected_facts(page))
        for citation in page.sources:
            for fact in citation.supports:
                if fact not in facts:
                    yield warning(
                        at_key(citation.place, "supports"),
                        f"{page.id} asks nothing about “{fact}”.",
                        f"Name facts of its condition: {', '.join(sorted(facts))}.",
                    )


def _floors(book: RuleBook) -> Iterator[Finding]:
    """Find phases in which a patient could stand where nothing is certain."""
    for phase, floors in FLOORS.items():
        for action in floors:
            if action not in book.protocol.ranks[phase]:
                yield error(
                    f"{book.protocol.folder}/protocol.yaml",
                    f"The phase “{phase}” has no action “{action}”, "
                    "so a patient could be left without any.",
                    f"Add “{action}” under “actions”.",
                )


Check = Callable[[RuleBook], Iterator[Finding]]
CHECKS: tuple[Check, ...] = (
    _cases,
    _quotes,
    _reachable,
    _recalled,
    _reviews,
    _unused_parameters,
    _unexplained_parameters,
    _unused_definitions,
    _found_assumptions,
    _repeated_titles,
    _strange_support,
    _floors,
)
