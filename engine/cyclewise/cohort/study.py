"""A study is a linked protocol with the endpoints that its folder declares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from cyclewise.cohort.page import (
    Courses,
    Flow,
    FollowUp,
    Landmark,
    Layout,
    Measures,
    Page,
    TimeToEvent,
    WorstGrades,
)
from cyclewise.cohort.page_parsing import PageReader, read_layout
from cyclewise.documents.problem import BadInput, Problems, problem_at, suggestion
from cyclewise.documents.yamlfile import Document, Node, read_yaml
from cyclewise.facts.linking import link
from cyclewise.facts.program import EVENT_FACTS, NUMBER_FACTS, Program
from cyclewise.protocol.checks import Beyond
from cyclewise.protocol.criterion import Parameter
from cyclewise.protocol.definition import ReadingForm
from cyclewise.protocol.folder import ENDPOINTS
from cyclewise.protocol.notes import Notes
from cyclewise.protocol.quotes import Quoted
from cyclewise.protocol.uses import definition_parameters, inputs_of
from cyclewise.records import dataclass

LAYOUT = "report.yaml"


@dataclass(frozen=True)
class Study:
    """A protocol's pages of endpoints, by id, and their order in the report.

    ``program`` is the protocol with each condition of these pages as a fact.
    """

    program: Program
    pages: Mapping[str, Page]
    layout: Layout

    def of(self, kind: type) -> Iterator[Page]:
        """Yield the pages of one form, in the order of the report."""
        for section in self.layout.sections:
            for name in section.pages:
                if isinstance(self.pages[name].form, kind):
                    yield self.pages[name]

    @property
    def names(self) -> Beyond:
        """Return the facts and parameters that the pages name, and their quotes."""
        named = {fact for page in self.pages.values() for fact in facts_of(page)}
        for name, definition in self.program.protocol.definitions.items():
            if "." in name:
                named |= {*inputs_of(definition), *definition_parameters(definition)}
        for page in self.of(Landmark):
            after = page.form.after if isinstance(page.form, Landmark) else None
            named |= {after.name} if isinstance(after, Parameter) else set()
        quotes = (
            Quoted(citation, page.id)
            for page in self.pages.values()
            for citation in page.sources
            if citation.quote
        )
        return Beyond(frozenset(named), tuple(quotes))


def has_endpoints(program: Program) -> bool:
    """Say whether a protocol's folder declares any."""
    return (Path(program.protocol.folder) / ENDPOINTS / LAYOUT).is_file()


def read_study(program: Program) -> Study:
    """Return the study of a protocol; raise BadInput with everything wrong with its pages."""
    folder = Path(program.protocol.folder) / ENDPOINTS
    if not has_endpoints(program):
        message = f"The protocol {program.protocol.id} declares no endpoints."
        remedy = f"Describe them in {ENDPOINTS}/ with a page {LAYOUT}, or name another protocol."
        raise BadInput([problem_at(program.protocol.folder, message, remedy)])
    notes = Notes(Problems())
    reader = PageReader(notes)
    pages = {}
    for path in sorted(folder.glob("*.yaml")):
        document = _read(path, notes) if path.name != LAYOUT else None
        if document is None:
            continue
        page = reader.page(document, f"{program.protocol.id}/{ENDPOINTS}/{path.name}")
        _refuse_other_name(page, path, notes)
        pages[page.id] = page
    order = _read(folder / LAYOUT, notes)
    layout = Layout((), ()) if order is None else read_layout(order, notes)
    if order is not None:
        _check_layout(layout, pages, order, notes)
    _check_names(program, notes)
    notes.problems.raise_if_any()
    protocol = program.protocol
    together = {**protocol.definitions, **reader.conditions}
    linked = link(replace(protocol, definitions=together), program.knowledge)
    _check_facts(pages.values(), linked, notes)
    notes.problems.raise_if_any()
    return Study(linked, pages, layout)


def _read(path: Path, notes: Notes) -> Document | None:
    try:
        return read_yaml(path)
    except BadInput as error:
        notes.problems.include(error.problems)
        return None


def _refuse_other_name(page: Page, path: Path, notes: Notes) -> None:
    if page.id and page.id.replace("_", "-") != path.stem:
        message = f"This endpoint is named “{page.id}” and its file “{path.stem}”."
        remedy = f"Name the file {page.id.replace('_', '-')}.yaml, or mend the id."
        notes.problems.add(page.place or path.as_posix(), message, remedy)


def _check_names(program: Program, notes: Notes) -> None:
    """Every parameter and source that the pages name is declared."""
    for mention in notes.parameters:
        if mention.name not in program.protocol.parameters:
            near = suggestion(mention.name, program.protocol.parameters)
            remedy = near or "Declare it in protocol.yaml, with its basis."
            notes.problems.add(mention.place, f"Unknown parameter “{mention.name}”.", remedy)
    for mention in notes.cites:
        if mention.name not in program.knowledge.sources:
            near = suggestion(mention.name, program.knowledge.sources)
            message = f"No file in knowledge/sources describes “{mention.name}”."
            remedy = near or "Describe the source there, or cite another."
            notes.problems.add(mention.place, message, remedy)


def _check_layout(
    layout: Layout, pages: Mapping[str, Page], document: Document, notes: Notes
) -> None:
    """Every page stands in one section, and every page, measure and endpoint named is there."""
    listed = [name for section in layout.sections for name in section.pages]
    measures = [
        measure.id
        for page in pages.values()
        if isinstance(page.form, Measures)
        for measure in page.form.measures
    ]
    grouped = [name for groups in layout.subgroups for name in groups.of]
    for name in (*listed, *layout.compared):
        _refuse_unknown(name, pages, document.root, "endpoint", notes)
    for name in grouped:
        _refuse_unknown(name, measures, document.root, "measure", notes)
    for name in pages:
        if listed.count(name) != 1:
            message = f"The endpoint “{name}” stands in {listed.count(name)} sections."
            notes.problems.add(document.root, message, "List each page under one section.")


def _refuse_unknown(
    name: str, known: Iterable[str], place: Node | None, what: str, notes: Notes
) -> None:
    known = list(known)
    if name not in known and place is not None:
        remedy = suggestion(name, known) or f"There are: {', '.join(known)}."
        notes.problems.add(place, f"There is no {what} “{name}”.", remedy)


def _check_facts(pages: Iterable[Page], program: Program, notes: Notes) -> None:
    """Every fact that a page names is one that can be read so."""
    pages = tuple(pages)
    readings = [
        name
        for name, definition in program.definitions.items()
        if isinstance(definition.form, ReadingForm)
    ]
    events = [*readings, *EVENT_FACTS]
    values = [*program.definitions, *NUMBER_FACTS]
    timed = [page.id for page in pages if isinstance(page.form, TimeToEvent)]
    for page in pages:
        for name in _events_of(page):
            _refuse_unknown(name, events, page.place, "event", notes)
        for name in _values_of(page):
            _refuse_unknown(name, values, page.place, "fact", notes)
        if isinstance(page.form, FollowUp | Landmark):
            _refuse_unknown(page.form.of, timed, page.place, "time to an event", notes)
        if isinstance(page.form, WorstGrades):
            _check_grades(page, page.form, program, readings, notes)


def _check_grades(
    page: Page, form: WorstGrades, program: Program, readings: list[str], notes: Notes
) -> None:
    _refuse_unknown(form.fact, readings, page.place, "event", notes)
    if form.fact in readings:
        attributes = program.concept(form.fact).attributes
        _refuse_unknown(form.grade, attributes, page.place, "attribute", notes)


def facts_of(page: Page) -> tuple[str, ...]:
    """Return the facts that a page names outside its conditions."""
    graded = (page.form.fact,) if isinstance(page.form, WorstGrades) else ()
    return (*_events_of(page), *_values_of(page), *graded)


def _events_of(page: Page) -> tuple[str, ...]:
    match page.form:
        case TimeToEvent(start, events, followed_until, competing, censored_at):
            named = (each.fact for each in (*events, *competing))
            return (start, *followed_until, *censored_at, *named)
        case Courses(until, marks, levels):
            return (*until, *(mark.fact for mark in marks), *((levels,) if levels else ()))
        case _:
            return ()


def _values_of(page: Page) -> tuple[str, ...]:
    match page.form:
        case Measures(_, measures):
            return tuple(each.fact for each in measures if each.fact is not None)
        case Flow(boxes):
            return tuple(box.by for box in boxes if box.by is not None)
        case _:
            return ()
