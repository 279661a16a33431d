"""A page of endpoints in YAML becomes a page; every mistake is noted with its place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from cyclewise.cohort.page import (
    ATS,
    UNDECIDED,
    Box,
    Courses,
    Days,
    Flow,
    FollowUp,
    Form,
    Groups,
    Happening,
    Landmark,
    Layout,
    Mark,
    Measure,
    Measures,
    Page,
    Section,
    TimeToEvent,
    WorstGrades,
)
from cyclewise.documents.form import Form as Keys
from cyclewise.documents.yamlfile import Document, Mapping, Node
from cyclewise.protocol.comparison_parsing import read_length
from cyclewise.protocol.condition_parsing import read_condition
from cyclewise.protocol.definition import ConditionForm, Definition
from cyclewise.protocol.notes import Notes
from cyclewise.protocol.rule_parsing import STATUSES
from cyclewise.protocol.support_parsing import read_assumptions, read_citations
from cyclewise.values.calendar import Duration
from cyclewise.values.truth import Truth

PAGE_ORDER = (
    "id",
    "title",
    "status",
    "at",
    "measures",
    "from",
    "events",
    "competing",
    "censored_at",
    "followed_until",
    "follow_up",
    "landmark",
    "worst_grades",
    "flow",
    "courses",
    "sources",
    "assumptions",
    "limits",
    "reviews",
)
_NO_DAYS = Duration(0)
_TRUTHS = {"met": Truth.MET, "not met": Truth.NOT_MET, "unknown": Truth.UNKNOWN}


@dataclass(slots=True)
class PageReader:
    """Reads pages; the conditions in them become facts under names of their own."""

    notes: Notes
    conditions: dict[str, Definition] = field(default_factory=dict)

    def page(self, document: Document, label: str) -> Page:
        """Return the page of a file; its faults go to the notes."""
        root = document.root
        form = Keys(root, self.notes.problems, "an endpoint", PAGE_ORDER)
        name = form.text("id")
        page = Page(
            id=name,
            title=form.text("title"),
            status=form.word("status", STATUSES),
            form=self._form(form, root, name),
            sources=read_citations(form, self.notes),
            assumptions=read_assumptions(form, self.notes),
            limits=form.texts("limits"),
            reviews=form.texts("reviews"),
            label=label,
            place=root,
        )
        form.close()
        return page

    def _form(self, form: Keys, root: Node, name: str) -> Form:
        written = root.keys() if isinstance(root, Mapping) else ()
        readers: dict[str, Callable[[Keys, str], Form]] = {
            "measures": self._measures,
            "events": self._time_to_event,
            "follow_up": self._follow_up,
            "landmark": self._landmark,
            "worst_grades": self._worst_grades,
            "flow": self._flow,
            "courses": self._courses,
        }
        found = [key for key in readers if key in written]
        if len(found) == 1:
            return readers[found[0]](form, name)
        for key in readers:
            form.node(key)
        words = ", ".join(readers)
        if isinstance(root, Mapping):
            message = "This endpoint does not say what it counts."
            if found:
                message = f"This endpoint has both “{found[0]}” and “{found[1]}”."
            self.notes.problems.add(root, message, f"Write exactly one of {words}.")
        return FollowUp("")

    def condition(self, node: Node | None, name: str, title: str) -> str | None:
        """Return the name of the fact that a condition becomes, None where there is none."""
        if node is None:
            return None
        self.conditions[name] = Definition(
            name, title, ConditionForm(read_condition(node, self.notes)), place=node
        )
        return name

    def _measures(self, form: Keys, page: str) -> Form:
        at = form.word("at", ATS, "cut-off")
        found = tuple(self._measure(node, page) for node in form.items("measures"))
        return Measures("first dose" if at == ATS[0] else "cut-off", found)

    def _measure(self, node: Node, page: str) -> Measure:
        form = Keys(node, self.notes.problems, "a measure")
        name, title = form.text("id"), form.text("title")
        fact, words = form.text("fact", None), form.text("words", None)
        condition = self.condition(form.node("when"), f"{page}.{name}", title)
        undecided = form.word("undecided", UNDECIDED, "left out")
        unit = form.text("unit", "")
        form.close()
        if [fact, words, condition].count(None) != 2:  # noqa: PLR2004 - one of the three
            self.notes.problems.add(
                node,
                "A measure reads one thing.",
                "Write exactly one of fact (a number), words (a fact's word) or when.",
            )
        return Measure(
            id=name,
            title=title,
            fact=fact or words,
            condition=condition,
            words=words is not None,
            unit=unit,
            undecided=UNDECIDED[UNDECIDED.index(undecided)],
            place=node,
        )

    def _happenings(self, form: Keys, key: str) -> tuple[Happening, ...]:
        found = []
        for each in form.forms(key, f"an item of “{key}”"):
            found.append(Happening(each.text("fact"), each.text("called")))
            each.close()
        return tuple(found)

    def _time_to_event(self, form: Keys, _: str) -> Form:
        start = form.text("from")
        form.required("followed_until")
        return TimeToEvent(
            start=start,
            events=self._happenings(form, "events"),
            competing=self._happenings(form, "competing"),
            censored_at=form.texts("censored_at"),
            followed_until=form.texts("followed_until"),
        )

    def _follow_up(self, form: Keys, _: str) -> Form:
        below = form.mapping("follow_up") or form
        found = FollowUp(below.text("of"))
        below.close()
        return found

    def _landmark(self, form: Keys, page: str) -> Form:
        below = form.mapping("landmark") or form
        after: Days | None = read_length(below.required("after"), self.notes)
        found = Landmark(
            of=below.text("of"),
            after=after or _NO_DAYS,
            by=self.condition(below.required("by"), f"{page}.by", page) or "",
            called=(below.text("met"), below.text("not_met")),
        )
        below.close()
        return found

    def _worst_grades(self, form: Keys, _: str) -> Form:
        below = form.mapping("worst_grades") or form
        found = WorstGrades(below.text("fact"), below.text("grade"))
        below.close()
        return found

    def _flow(self, form: Keys, page: str) -> Form:
        return Flow(tuple(self._box(node, page) for node in form.items("flow")))

    def _box(self, node: Node, page: str) -> Box:
        form = Keys(node, self.notes.problems, "a step of the flow")
        name, title = form.text("id"), form.text("title")
        box = Box(
            id=name,
            title=title,
            of=form.text("of", ""),
            condition=self.condition(form.node("when"), f"{page}.{name}", title),
            requirements=_TRUTHS.get(form.word("requirements", tuple(_TRUTHS), "")),
            by=form.text("by", None),
            place=node,
        )
        form.close()
        return box

    def _courses(self, form: Keys, _: str) -> Form:
        below = form.mapping("courses") or form
        marks = []
        for each in below.forms("marks", "a mark"):
            marks.append(Mark(each.text("fact"), each.text("called")))
            each.close()
        until = below.texts("until")
        drawn = below.mapping("levels")
        if drawn is None:
            found = Courses(until, tuple(marks))
        else:
            axis = drawn.word("axis", ("logarithmic", "linear"), "linear")
            found = Courses(
                until,
                tuple(marks),
                drawn.text("fact"),
                drawn.text("limit", None),
                axis == "logarithmic",
            )
            drawn.close()
        below.close()
        return found


def read_layout(document: Document, notes: Notes) -> Layout:
    """Return the page that orders the report; its faults go to the notes."""
    form = Keys(
        document.root,
        notes.problems,
        "the report's order",
        ("months", "sections", "subgroups", "compared"),
    )
    months = tuple(int(text) for text in form.texts("months") if text.isdigit())
    if len(months) != len(form.texts("months")) or not months:
        notes.problems.add(
            form.where("months"), "“months” is a list of whole months.", "Write [6, 12, 24]."
        )
    sections, groups = [], []
    for each in form.forms("sections", "a section"):
        sections.append(Section(each.text("id"), each.text("title"), each.texts("pages")))
        each.close()
    for each in form.forms("subgroups", "a subgroup"):
        groups.append(Groups(each.text("title"), each.texts("of")))
        each.close()
    compared = form.texts("compared")
    form.close()
    return Layout(tuple(sections), months, tuple(groups), compared)
