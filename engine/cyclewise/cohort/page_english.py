"""A page of endpoints printed back as English: what is counted, from when, and until when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cyclewise.cohort.page import (
    Box,
    Courses,
    Flow,
    FollowUp,
    Happening,
    Landmark,
    Measure,
    Measures,
    Page,
    TimeToEvent,
    WorstGrades,
)
from cyclewise.cohort.study import Study
from cyclewise.facts.program import ENGINE_FACTS
from cyclewise.protocol.definition import ConditionForm
from cyclewise.protocol.phrases import Speech, condition_english, listed
from cyclewise.values.truth import Truth

Said = tuple[str, str]
"""What is counted, and how."""

_REQUIREMENTS = {
    Truth.MET: "every requirement was met at entry",
    Truth.NOT_MET: "a requirement was not met at entry",
    Truth.UNKNOWN: "none was not met at entry, and one cannot be judged",
}

_FOLLOW_UP = (
    "The times of {}, turned round: the event ends a patient's follow-up as censoring ends it "
    "elsewhere, so that the curve says how long patients were followed (reverse Kaplan-Meier)."
)
_WORST = "Of the {}, each term once a patient, by its worst grade."


def page_english(page: Page, study: Study) -> tuple[Said, ...]:
    """Return each thing that a page counts, with its definition in a sentence or two."""
    return tuple(_Speaker(study).page(page))


def bases(page: Page) -> tuple[str, ...]:
    """Return the bases on which a page stands, each once, as it names them."""
    named = [each.basis for each in page.sources] + [each.basis for each in page.assumptions]
    return tuple(dict.fromkeys(named))


class _Speaker:
    """Says the pages of one study."""

    def __init__(self, study: Study) -> None:
        self.study, program = study, study.program
        self.speech = Speech(program.protocol, program.knowledge, ENGINE_FACTS)

    def page(self, page: Page) -> Iterator[Said]:
        """Yield what a page counts."""
        match page.form:
            case Measures(at, measures):
                when = "Just before the first dose" if at == "first dose" else "At the data cut-off"
                yield from ((each.title, self._measure(each, when)) for each in measures)
            case TimeToEvent() as form:
                yield page.title, self._time(form)
            case FollowUp(of):
                yield page.title, _FOLLOW_UP.format(self._title(of))
            case Landmark() as form:
                yield page.title, self._landmark(form)
            case WorstGrades(fact):
                yield page.title, _WORST.format(self.speech.title(fact))
            case Flow(boxes):
                titles = {each.id: each.title for each in boxes}
                yield from ((each.title, self._box(each, titles)) for each in boxes if each.of)
            case Courses():
                return

    def _measure(self, each: Measure, when: str) -> str:
        if each.condition is None:
            return f"{when}: {self.speech.title(each.fact or '')}."
        open_ = "counts as not so" if each.undecided == "in the denominator" else "is left out"
        return f"{when}: {self._condition(each.condition)}. Who cannot be judged {open_}."

    def _time(self, form: TimeToEvent) -> str:
        said = [f"From {self.speech.title(form.start)} to {self._happenings(form.events)}."]
        if form.competing:
            said.append(f"It competes with {self._happenings(form.competing)}.")
        stops = [self.speech.title(fact) for fact in form.censored_at]
        ends = listed((self.speech.title(fact) for fact in form.followed_until), "or")
        before = f"{listed(stops, 'or')}, else at " if stops else ""
        said.append(f"Who has none is censored at {before}{ends}.")
        return " ".join(said)

    def _happenings(self, happenings: tuple[Happening, ...]) -> str:
        named = (self.speech.title(each.fact) for each in happenings)
        return listed(tuple(dict.fromkeys(named)), "or")

    def _landmark(self, form: Landmark) -> str:
        after = self.speech.length(form.after)
        return (
            f"{self._title(form.of)}, counted from {after} after the first dose, of those who "
            f"still wait for it then, by whether then {self._condition(form.by)}."
        )

    def _box(self, box: Box, titles: Mapping[str, str]) -> str:
        above = titles[box.of]
        if box.by is not None:
            return f"Of “{above}”: {self.speech.title(box.by)}."
        if box.requirements is not None:
            return f"Of “{above}”: {_REQUIREMENTS[box.requirements]}."
        return f"Of “{above}”: {self._condition(box.condition or '')}."

    def _title(self, page: str) -> str:
        return self.study.pages[page].title

    def _condition(self, name: str) -> str:
        form = self.study.program.definitions[name].form
        if not isinstance(form, ConditionForm):
            raise TypeError(f"{name} is no condition.")
        return condition_english(form.condition, self.speech)
