"""What is missing, the most decisive first: what decides alone, what settles it, then the rest."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from cyclewise.reasons.asking import Decider, Question
from cyclewise.records import dataclass


@dataclass(frozen=True, slots=True)
class ToAsk:
    """One thing to ask for, and the results of it that would each decide by themselves."""

    question: Question
    deciders: tuple[Decider, ...]


@dataclass(frozen=True, slots=True)
class AskedTogether:
    """Some things to ask for, under what they can do to the answer."""

    title: str
    items: tuple[ToAsk, ...]


def most_decisive_first(
    questions: Sequence[Question],
    deciders: Sequence[Decider],
    to_give: Collection[str],
    strongest: Sequence[str],
) -> tuple[AskedTogether, ...]:
    """Return what is missing in three parts; a part that is empty is left out.

    First what may decide with one result, what brings the strongest action before the others;
    then what else it takes to settle the answer if all is unremarkable; then what the answer
    could turn on besides. What is equal stands in the order of the rules.
    """

    def rank(question: Question) -> int:
        brings = {each.then for each in deciders if each.fact == question.fact}
        return next((place for place, each in enumerate(strongest) if each in brings), 0)

    return tuple(_parts(sorted(questions, key=rank), deciders, to_give))


def _parts(
    questions: Sequence[Question], deciders: Sequence[Decider], to_give: Collection[str]
) -> Iterator[AskedTogether]:
    alone = {each.fact for each in deciders}
    more = "as well " if any(each.fact in alone for each in questions) else ""
    first = [each for each in questions if each.fact in alone]
    second = [each for each in questions if each.fact in to_give and each.fact not in alone]
    third = [each for each in questions if each not in first and each not in second]
    titles = (
        "One result can decide it",
        f"Needed {more}to settle it, if unremarkable",
        "It could also turn on",
    )
    for title, part in zip(titles, (first, second, third), strict=True):
        if part:
            yield AskedTogether(title, tuple(_to_ask(each, deciders) for each in part))


def _to_ask(question: Question, deciders: Sequence[Decider]) -> ToAsk:
    return ToAsk(question, tuple(each for each in deciders if each.fact == question.fact))
