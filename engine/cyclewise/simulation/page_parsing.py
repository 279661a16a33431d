"""A page of simulation in YAML becomes a page; every mistake is noted with its place."""

from __future__ import annotations

from pathlib import Path

from cyclewise.documents.form import Form
from cyclewise.documents.problem import BadInput, Problems, problem_at
from cyclewise.documents.yamlfile import Node, Scalar, read_yaml
from cyclewise.facts.program import Program
from cyclewise.protocol.folder import SIMULATION
from cyclewise.protocol.rule_parsing import STATUSES
from cyclewise.records import dataclass
from cyclewise.simulation.page import (
    PLACES,
    WHENS,
    Course,
    Episode,
    Outcome,
    Recorded,
    Said,
    Simulation,
    Span,
)
from cyclewise.simulation.page_checks import check_page
from cyclewise.simulation.planted_parsing import read_planted
from cyclewise.simulation.said_parsing import SaidReader, read_share, read_span
from cyclewise.values.calendar import parse_day
from cyclewise.values.refused import Refused

ORDER = (
    "id",
    "title",
    "status",
    "basis",
    "text",
    "enrolled",
    "first dose",
    "jitter",
    "checked again",
    "unsorted",
    "corrected",
    "reduced",
    "milligrams",
    "of several doses",
    "values",
    "recorded",
    "courses",
    "episodes",
    "outcomes",
    "planted",
)
_NO_DAYS = Span(0, 0)


def has_simulation(program: Program) -> bool:
    """Say whether a protocol's folder says how patients are invented."""
    return (Path(program.protocol.folder) / SIMULATION).is_file()


def read_simulation(program: Program) -> Simulation:
    """Return a protocol's page of simulation; raise BadInput with everything wrong with it."""
    folder, name = Path(program.protocol.folder), program.protocol.id
    if not has_simulation(program):
        message = f"The protocol {name} does not say how its patients are invented."
        remedy = f"Describe it in {SIMULATION}, or name another protocol."
        raise BadInput([problem_at(folder.as_posix(), message, remedy)])
    problems = Problems()
    reader = _PageReader(SaidReader(program.knowledge, problems), problems)
    page = reader.page(read_yaml(folder / SIMULATION).root, f"{folder.name}/{SIMULATION}")
    check_page(page, program, problems)
    problems.raise_if_any()
    return page


@dataclass(frozen=True, slots=True)
class _PageReader:
    said: SaidReader
    problems: Problems

    def page(self, root: Node, label: str) -> Simulation:
        form = Form(root, self.problems, "a page of simulation", ORDER)
        form.word("status", STATUSES)
        form.word("basis", ("assumed",))
        page = Simulation(
            id=form.text("id"),
            title=form.text("title"),
            text=form.text("text"),
            enrolled=self._enrolled(form),
            first_dose=read_span(form, "first dose"),
            jitter=read_span(form, "jitter"),
            again=max(read_span(form, "checked again").first, 1),
            unsorted=read_share(form, "unsorted", 0.0),
            corrected=read_share(form, "corrected", 0.0),
            reduced=read_share(form, "reduced", 0.0),
            milligrams=read_share(form, "milligrams") if "milligrams" in form else None,
            first_of_several=form.word("of several doses", ("the first",), "") != "",
            values=self._values(form),
            recorded=tuple(self._recorded(each) for each in form.forms("recorded", "a record")),
            courses=tuple(self._course(each) for each in form.forms("courses", "a course")),
            episodes=tuple(self._episode(each) for each in form.forms("episodes", "an episode")),
            outcomes=tuple(self._outcome(each) for each in form.forms("outcomes", "an outcome")),
            planted=tuple(
                read_planted(each, self.said) for each in form.forms("planted", "a deviation")
            ),
            label=label,
        )
        form.close()
        return page

    def _enrolled(self, form: Form) -> Span:
        inner = form.mapping("enrolled", "the days of enrolment")
        if inner is None:
            form.required("enrolled")
            return _NO_DAYS
        found = Span(self._day(inner, "from"), self._day(inner, "to"))
        inner.close()
        if found.first > found.last:
            self.problems.add(inner.place, "Enrolment ends before it begins.", "Swap the days.")
            return _NO_DAYS
        return found

    @staticmethod
    def _day(form: Form, key: str) -> int:
        try:
            return parse_day(form.text(key))
        except Refused as refused:
            form.problems.add(form.where(key), refused.message, refused.remedy)
            return 0

    def _values(self, form: Form) -> dict[str, Said]:
        found: dict[str, Said] = {}
        for said in self.said.several(form, "values", "a value"):
            if said.concept in found and said.place is not None:
                message = f"{said.concept} has two values here."
                self.problems.add(said.place, message, "Keep one.")
            found[said.concept] = said
        return found

    def _recorded(self, form: Form) -> Recorded:
        when = form.word("when", WHENS)
        found = Recorded(
            concepts=form.texts("record"),
            when=WHENS[WHENS.index(when)] if when in WHENS else "once",
            days=read_span(form, "days", _NO_DAYS),
            done=read_share(form, "done", 1.0),
            late=read_share(form, "late", 0.0),
            known=read_span(form, "known", _NO_DAYS),
            until=read_span(form, "until", _NO_DAYS).last,
        )
        for item in form.items("record"):
            if isinstance(item, Scalar):
                self.said.concept(item.text, item)
        if found.when == "after treatment" and (found.days.first < 1 or not found.until):
            message = "What is recorded again and again needs its days and its end."
            self.problems.add(form.place, message, "Add “days: 5 to 6 days, until: 56 days”.")
        form.close()
        return found

    def _course(self, form: Form) -> Course:
        by_cycle = "cycles" in form
        key = "cycles" if by_cycle else "doses"
        weights = form.mapping(key, f"the {key} of a course")
        if weights is None:
            message = "This course does not say how long it is."
            self.problems.add(form.place, message, "Add “cycles: {1: 2, 2: 1}”, with weights.")
        found = Course(
            name=form.text("name"),
            share=read_share(form, "share"),
            by_cycle=by_cycle,
            counts={} if weights is None else self._weights(weights),
            last=self.said.several(form, "last", "a last assessment"),
            stop=self.said.happenings(form, "stop", "what stops a course"),
            end=self.said.happenings(form, "end", "the end of a course"),
            followed=form.flag("followed", default=True),
        )
        form.close()
        return found

    def _weights(self, form: Form) -> dict[int, float]:
        found = {}
        for key, node in form.entries:
            count = key.value
            weight = node.value if isinstance(node, Scalar) else None
            if isinstance(count, int) and count > 0 and isinstance(weight, int | float):
                found[count] = float(weight)
            else:
                remedy = "Write a number and how often it is drawn, such as “2: 30”."
                self.problems.add(key, f"“{key.text}” has no weight.", remedy)
        return found or {1: 1.0}

    def _episode(self, form: Form) -> Episode:
        at = form.word("at", PLACES)
        found = Episode(
            name=form.text("name"),
            share=read_share(form, "share"),
            at=PLACES[PLACES.index(at)] if at in PLACES else PLACES[0],
            lasts=read_span(form, "lasts"),
            shows=self.said.several(form, "shows", "what an episode shows"),
            begins=self.said.happenings(form, "begins", "the begin of an episode"),
            ends=self.said.happenings(form, "ends", "the end of an episode"),
        )
        form.close()
        return found

    def _outcome(self, form: Form) -> Outcome:
        found = Outcome(read_share(form, "share"), self.said.happenings(form, "then", "an outcome"))
        form.close()
        return found
