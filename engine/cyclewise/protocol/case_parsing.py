"""A file of cases becomes patients with what must be said of each."""

from __future__ import annotations

from collections.abc import Mapping as Table
from pathlib import Path

from cyclewise.documents.form import Form
from cyclewise.documents.problem import BadInput, Problems, suggestion
from cyclewise.documents.yamlfile import Document, Mapping, Node, Scalar, Sequence, read_yaml
from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.protocol.cases import (
    ABOUT,
    NOT_APPLICABLE,
    OUTCOMES,
    TRUTHS,
    UNKNOWN,
    About,
    Case,
    CaseFile,
    Expected,
)
from cyclewise.protocol.definition import ConditionForm
from cyclewise.protocol.expectation import Expectation
from cyclewise.protocol.folder import CASES, DEFINITIONS
from cyclewise.protocol.protocol import Protocol
from cyclewise.protocol.verbs import Record
from cyclewise.protocol.wanted_answer import read_advice, read_found, read_importance, read_planned
from cyclewise.records import dataclass
from cyclewise.timeline.event import Event
from cyclewise.timeline.order import check_order
from cyclewise.timeline.reading import event_from
from cyclewise.timeline.timeline import timeline_of
from cyclewise.values.calendar import parse_day
from cyclewise.values.refused import Refused


@dataclass(frozen=True, slots=True)
class Base:
    """What all cases of a file begin from."""

    about: About
    subject: str
    record: Record
    as_of: Scalar | None
    known: Scalar | None
    stubs: Table[str, str]


def read_case_files(
    folder: Path, knowledge_folder: Path, protocol: Protocol, knowledge: Knowledge
) -> tuple[CaseFile, ...]:
    """Return all cases of a protocol, of its rules and of the definitions it may use.

    Raises BadInput with the problems of all files.
    """
    depths = ("*", "*/*", f"{DEFINITIONS}/*/*")
    own = (page for depth in depths for page in folder.glob(f"{depth}{CASES}"))
    shared = (page for depth in depths[1:] for page in knowledge_folder.glob(f"{depth}{CASES}"))
    paths = sorted([*own, *shared])
    problems = Problems()
    files = []
    for path in paths:
        try:
            document = read_yaml(path)
        except BadInput as error:
            problems.include(error.problems)
            continue
        owner = "knowledge" if path.is_relative_to(knowledge_folder) else folder.name
        inner = path.relative_to(knowledge_folder if owner == "knowledge" else folder)
        label = f"{owner}/{inner.as_posix()}"
        files.append(read_cases(document, label, protocol, knowledge, problems))
    problems.raise_if_any()
    return tuple(files)


def read_cases(
    document: Document, label: str, protocol: Protocol, knowledge: Knowledge, problems: Problems
) -> CaseFile:
    """Return the cases of one file; its faults go to the problems."""
    return _CaseReader(document, label, protocol, knowledge, problems).file()


class _CaseReader:
    """Reads one file of cases."""

    def __init__(
        self,
        document: Document,
        label: str,
        protocol: Protocol,
        knowledge: Knowledge,
        problems: Problems,
    ) -> None:
        self.root, self.label = document.root, label
        self.protocol, self.knowledge, self.problems = protocol, knowledge, problems

    def file(self) -> CaseFile:
        """Read what all cases begin from, then each case."""
        form = Form(self.root, self.problems, "a file of cases")
        base = self.base(form)
        nodes = form.items("cases")
        form.close()
        if not nodes:
            self.problems.add(
                form.where("cases"), "This file has no cases.", "List each under “cases”."
            )
        cases = tuple(self.case(node, base) for node in nodes)
        self.refuse_repeated_names(cases)
        return CaseFile(base.about, base.subject, cases, self.label, self.root)

    def base(self, form: Form) -> Base:
        """Return what the file says above its cases."""
        about = [each for each in ABOUT if form.node(each) is not None]
        if len(about) != 1:
            self.problems.add(
                self.root,
                "A file of cases says what its cases are of, once.",
                f"Begin it with one of {', '.join(f'“{each}: …”' for each in ABOUT)}.",
            )
        subject = form.text(about[0], "") if about else ""
        record = Record([], self.event, self.knowledge, self.problems)
        for node in form.items("patient"):
            record.add(node)
        as_of, known = self.scalar(form, "as_of"), self.scalar(form, "known")
        if as_of is None:
            form.required("as_of")
        for date in (as_of, known):
            self.day(date)
        return Base(about[0] if about else "rule", subject, record, as_of, known, self.stubs(form))

    def scalar(self, form: Form, key: str) -> Scalar | None:
        """Return a date as it is written, to be read and to be given to new events."""
        node = form.node(key)
        if node is None or isinstance(node, Scalar):
            return node
        self.problems.add(node, f"“{key}” is a date.", "Write it as YYYY-MM-DD.")
        return None

    def event(self, node: Mapping) -> Event | None:
        """Return one event of a case's patient, read as in a patient file."""
        return event_from(node, self.knowledge, self.problems)

    def stubs(self, form: Form) -> dict[str, str]:
        """Return the facts given by hand, as written."""
        facts = form.mapping("facts")
        if facts is None:
            return {}
        found = {}
        for key, node in facts.entries:
            if key.text not in self.protocol.definitions:
                near = suggestion(key.text, self.protocol.definitions)
                self.problems.add(
                    key,
                    f"There is no definition “{key.text}” to stand in for.",
                    near or "Give events instead; only definitions may be given by hand.",
                )
            found[key.text] = self.given(key.text, node)
        return found

    def given(self, fact: str, node: Node) -> str:
        """Return what a case gives for a fact; a condition is true, false or unknown."""
        text, definition = self.text(node), self.protocol.definitions.get(fact)
        condition = definition is not None and isinstance(definition.form, ConditionForm)
        if condition and text not in ("true", "false", UNKNOWN):
            wrong = f"“{fact}” is met or not, and “{text}” says neither."
            self.problems.add(node, wrong, "Write true, false or unknown.")
        return text

    def text(self, node: Node) -> str:
        """Return one value as written; true and false in small letters."""
        if isinstance(node, Scalar) and node.text.strip():
            return node.text.lower() if node.kind == "bool" else node.text
        self.problems.add(node, "One value is expected here.", "Write it as in a patient file.")
        return UNKNOWN

    def day(self, node: Scalar | None) -> int:
        """Return a date as a day; 0 where it could not be read."""
        try:
            return parse_day(node.text) if node is not None else 0
        except Refused as refused:
            if node is not None:
                self.problems.add(node, refused.message, refused.remedy)
            return 0

    def case(self, node: Node, base: Base) -> Case:
        """Return one case: the base patient after the verbs, and what is expected."""
        form = Form(node, self.problems, "a case")
        name = form.text("name")
        as_of = self.scalar(form, "as_of") or base.as_of
        known = self.scalar(form, "known") or base.known or as_of
        record, stubs = self.verbs(form, base, as_of)
        parameters = self.parameters(form)
        outcome, advice = self.expected(form, base)
        states, days = self.planned(form, base)
        because, asks = self.names(form, "because"), self.names(form, "ask")
        importance = read_importance(form)
        form.close()
        check_order(record.standing, self.knowledge, self.problems)
        return Case(
            name=name,
            timeline=timeline_of(name, record.events, self.knowledge, self.label),
            as_of=self.day(as_of),
            known=self.day(known),
            stubs=stubs,
            parameters=parameters,
            outcome=outcome,
            advice=advice,
            states=states,
            days=days,
            because=because,
            asks=asks,
            importance=importance,
            place=node,
        )

    def verbs(self, form: Form, base: Base, as_of: Scalar | None) -> tuple[Record, dict[str, str]]:
        """Return the record and the stubs after change, move, remove and add."""
        record, stubs = base.record.copy(), {**base.stubs, **self.stubs(form)}
        for key, wanted in self.entries(form, "change"):
            if key.text in stubs:
                stubs[key.text] = self.given(key.text, wanted)
            elif as_of is not None:
                record.change(key, wanted, as_of)
        for key, day in self.entries(form, "move"):
            record.move(key, day)
        for name in form.items("remove"):
            if isinstance(name, Scalar) and name.text in stubs:
                stubs[name.text] = UNKNOWN
            elif isinstance(name, Scalar):
                record.remove(name)
            else:
                self.problems.add(name, "“remove” lists concepts.", "Write the name alone.")
        for node in form.items("add"):
            record.add(node)
        return record, stubs

    def entries(self, form: Form, key: str) -> tuple[tuple[Scalar, Node], ...]:
        """Return the keys and values below a verb."""
        below = form.mapping(key)
        return () if below is None else below.entries

    def parameters(self, form: Form) -> dict[str, str]:
        """Return the parameters that have other values in this case."""
        found = {}
        for key, node in self.entries(form, "parameters"):
            if key.text not in self.protocol.parameters:
                near = suggestion(key.text, self.protocol.parameters)
                self.problems.add(
                    key,
                    f"Unknown parameter “{key.text}”.",
                    near or "Declare it in protocol.yaml first.",
                )
            found[key.text] = self.text(node)
        return found

    def expected(self, form: Form, base: Base) -> tuple[str, dict[str, Expected]]:
        """Return the outcome, or the keys of the advice."""
        if base.about in ("schedule", "protocol"):
            return "", read_advice(form.required("expect"), form)
        if base.about == "deviation":
            return read_found(form), {}
        if self.expectation(base) is not None:
            return "", {}
        definition = self.protocol.definitions.get(base.subject)
        if base.about == "definition" and definition is not None:
            if not isinstance(definition.form, ConditionForm):
                return form.text("expect"), {}
            limited = definition.form.applies is not None
            return form.word("expect", (*TRUTHS, NOT_APPLICABLE) if limited else TRUTHS), {}
        return form.word("expect", OUTCOMES), {}

    def expectation(self, base: Base) -> Expectation | None:
        """Return what the rule expects that these cases are of."""
        rule = self.protocol.by_id.get(base.subject) if base.about == "rule" else None
        return None if rule is None else rule.expectation

    def planned(self, form: Form, base: Base) -> tuple[dict[str, str], dict[str, int]]:
        """Return the state of each item that a case of an expectation names, and its days."""
        asked = self.expectation(base)
        return ({}, {}) if asked is None else read_planned(form, asked)

    def names(self, form: Form, key: str) -> tuple[str, ...]:
        """Return one fact or a list of them."""
        if isinstance(form.node(key), Sequence):
            return form.texts(key)
        one = form.text(key, "")
        return (one,) if one else ()

    def refuse_repeated_names(self, cases: tuple[Case, ...]) -> None:
        """Refuse two cases of one name: a failing case is found by its name."""
        seen = set()
        for case in cases:
            if case.name in seen and case.place is not None:
                self.problems.add(
                    case.place,
                    f"Another case is also named “{case.name}”.",
                    "Give each a name of its own.",
                )
            seen.add(case.name)
