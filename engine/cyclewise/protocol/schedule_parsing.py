"""A protocol's schedule in YAML becomes slots with their doses and their timing."""

from __future__ import annotations

import re
from decimal import Decimal

from cyclewise.documents.form import Form
from cyclewise.documents.problem import suggestion
from cyclewise.documents.yamlfile import Document, Node, Scalar
from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.protocol.comparison_parsing import read_duration, read_length, read_quantity
from cyclewise.protocol.condition_parsing import read_condition
from cyclewise.protocol.notes import Notes
from cyclewise.protocol.rule_parsing import STATUSES, read_id
from cyclewise.protocol.schedule import ANCHORS, Anchor, Days, DoseRow, FirstDose, Schedule, Timing
from cyclewise.protocol.schedule_order import check_order
from cyclewise.protocol.support_parsing import read_assumptions, read_citations
from cyclewise.values.calendar import Duration
from cyclewise.values.quantity import PERCENT, Quantity, Scale, why_no_number

CYCLES = re.compile(r"(\d+)(?: to (\d+))?")
SCHEDULE_ORDER = (
    "id",
    "title",
    "status",
    "drug",
    "doses",
    "first dose",
    "timing",
    "between doses",
    "reduction",
    "summary",
    "sources",
    "assumptions",
    "limits",
    "reviews",
)
MOST_CYCLES = 1000
"""No treatment has so many cycles; a slip such as “1 to 60000” would fill the memory."""

NO_DOSE = Quantity(Decimal(0), "", "")
FULL = 1.0
_FRACTION = Scale("fraction")
_ZERO = Duration(days=0)


def read_schedule(document: Document, label: str, knowledge: Knowledge, notes: Notes) -> Schedule:
    """Return the schedule of a file; its faults go to the notes."""
    root, before = document.root, len(notes.problems)
    form = Form(root, notes.problems, "a schedule", SCHEDULE_ORDER)
    schedule = Schedule(
        id=read_id(form, notes),
        title=form.text("title"),
        status=form.word("status", STATUSES),
        drug=_drug(form, knowledge, notes),
        rows=tuple(_row(node, notes) for node in form.items("doses")),
        timings=tuple(_timing(node, notes) for node in form.items("timing")),
        first_dose=_first_dose(form, notes),
        between_doses=_between(form, notes),
        levels=_levels(form, notes),
        summary=form.text("summary"),
        sources=read_citations(form, notes),
        assumptions=read_assumptions(form, notes),
        limits=form.texts("limits"),
        label=label,
        place=root,
    )
    form.texts("reviews")
    form.close()
    if not schedule.rows:
        notes.problems.add(
            form.where("doses"),
            "This schedule gives no dose.",
            "List each under “doses”, such as “{cycle: 1, day: 1, dose: 0.6 mg/m2}”.",
        )
    if len(notes.problems) == before:
        check_order(schedule, notes.problems)
    return schedule


def _drug(form: Form, knowledge: Knowledge, notes: Notes) -> str:
    drug = form.text("drug")
    if drug and drug not in knowledge.drugs:
        near = suggestion(drug, knowledge.drugs) or "Describe it in knowledge/drugs."
        notes.problems.add(form.where("drug"), f"Unknown drug “{drug}”.", near)
    return drug


def _cycles(form: Form, notes: Notes) -> tuple[int, int]:
    """Return the first and the last cycle of “2 to 6”, or one cycle twice."""
    text = form.text("cycle")
    written = CYCLES.fullmatch(text)
    if written is None:
        if text:
            notes.problems.add(
                form.where("cycle"), f"“{text}” names no cycles.", "Write “1”, or “2 to 6”."
            )
        return 1, 1
    first, last = int(written[1]), int(written[2] or written[1])
    if not 1 <= first <= last <= MOST_CYCLES:
        notes.problems.add(
            form.where("cycle"),
            f"“{text}” are no cycles.",
            f"Cycles count from 1 up to {MOST_CYCLES}, the lower number first.",
        )
        return 1, 1
    return first, last


def _day(form: Form, notes: Notes) -> int:
    day = form.integer("day")
    if day < 1 and form.node("day") is not None:
        notes.problems.add(
            form.where("day"), "Days of a cycle count from 1.", "Write the first day as day 1."
        )
        return 1
    return day


def _row(node: Node, notes: Notes) -> DoseRow:
    form = Form(node, notes.problems, "a line of “doses”")
    first, last = _cycles(form, notes)
    day, dose = _day(form, notes), _dose(form, notes)
    when = form.node("when")
    lasting = form.node("for")
    lasts = None if lasting is None else read_duration(lasting, notes)
    form.close()
    condition = None if when is None else read_condition(when, notes)
    return DoseRow(first, last, day, dose, condition, lasts, place=node)


def _dose(form: Form, notes: Notes) -> Quantity:
    text = form.text("dose")
    quantity = read_quantity(text, form.where("dose"), notes) if text else None
    refused = quantity is None and why_no_number(text) is not None
    if text and not refused and not _is_dose(quantity):
        notes.problems.add(
            form.where("dose"), f"“{text}” is no dose.", "Write it with its unit: “0.6 mg/m2”."
        )
    return quantity or NO_DOSE


def _is_dose(quantity: Quantity | None) -> bool:
    return quantity is not None and bool(quantity.unit) and quantity.number > 0


def _timing(node: Node, notes: Notes) -> Timing:
    form = Form(node, notes.problems, "a line of “timing”")
    first, last = _cycles(form, notes)
    timing = Timing(
        first,
        last,
        _day(form, notes),
        _anchor(form),
        _days(form, "earliest", notes),
        _days(form, "due", notes),
        _days(form, "latest", notes),
        read_length(form.node("omitted after"), notes),
        place=node,
    )
    form.close()
    return timing


def _anchor(form: Form) -> Anchor:
    word = form.word("counted from", ANCHORS)
    return next(anchor for anchor in ANCHORS if anchor == word)


def _days(form: Form, key: str, notes: Notes) -> Days:
    return read_length(form.required(key), notes) or _ZERO


def _first_dose(form: Form, notes: Notes) -> FirstDose:
    """Return what bounds the very first dose; a schedule may leave it open."""
    first = form.mapping("first dose")
    if first is None:
        return FirstDose(None, None, None)
    earliest, latest = first.text("earliest", None), first.mapping("latest", "“latest”")
    first.close()
    if latest is None:
        return FirstDose(earliest, None, None)
    after, by = latest.text("after"), _days(latest, "by", notes)
    latest.close()
    return FirstDose(earliest, after, by)


def _between(form: Form, notes: Notes) -> Days:
    between = form.mapping("between doses")
    if between is None:
        return _ZERO
    gap = _days(between, "at_least", notes)
    between.close()
    return gap


def _levels(form: Form, notes: Notes) -> tuple[float, ...]:
    """Return the proportions of the plan a dose may have, the whole first."""
    reduction = form.mapping("reduction")
    if reduction is None:
        return (FULL,)
    found = [_level(node, notes) for node in reduction.items("levels")]
    levels = tuple(level for level in found if level is not None)
    reduction.word("raised again", ("never",))
    reduction.close()
    in_order = levels[:1] == (FULL,) and list(levels) == sorted(set(levels), reverse=True)
    if None not in found and levels and not in_order:
        notes.problems.add(
            reduction.where("levels"),
            "These levels do not go down from 100 %.",
            "Begin with 100 %, then each lower one once.",
        )
    return levels or (FULL,)


def _level(node: Node, notes: Notes) -> float | None:
    quantity = read_quantity(node.text, node, notes) if isinstance(node, Scalar) else None
    if quantity is None or quantity.unit != PERCENT or not 0 < quantity.number <= 100:  # noqa: PLR2004 - per cent
        notes.problems.add(
            node, "A level is a part of the planned dose.", "Write it in per cent, such as 75 %."
        )
        return None
    return _FRACTION.convert(quantity)
