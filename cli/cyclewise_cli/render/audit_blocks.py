"""The audit as a row of blocks, tables and pictures, which each format writes in its way."""

from __future__ import annotations

from collections.abc import Iterator

from cyclewise.audit.bill import Checked
from cyclewise.audit.findings import Late
from cyclewise.audit.overview import Patient, Share
from cyclewise.audit.tally import Drawn
from cyclewise.cohort.found import Course
from cyclewise.facts.slots import NO_DAY
from cyclewise.protocol.deviation import DeviationRule
from cyclewise.protocol.rule import ESTABLISHED
from cyclewise.reasons.numbers import plural
from cyclewise.values.calendar import day_text
from cyclewise_cli.audited import IMPORTANT, MINOR, Audit
from cyclewise_cli.render.audit_words import CAUSES, counted_words, seen_words
from cyclewise_cli.render.block import Bar, Bars, Block, Heading, Lines, Table

_WORST, _PERIODS = 10, 24
_HUNDRED = 100
_COUNTS = (IMPORTANT, MINOR, "patients")


LATE = (
    "These doses were right by what was known on their day. What came later speaks against them; "
    "they are no deviations and blame nobody."
)
CHECKED = (
    "Every rule with the points it judged. Excused: allowed by the rules named, which were met or "
    "could not be excluded. Found: reported above. Elsewhere: told by another rule, or after an "
    "earlier deviation. Open: could not be judged, for want of what is named."
)


def blocks(audit: Audit, most: int) -> Iterator[Block]:
    """Yield the blocks of an audit in their order; at most so many rows of deviations."""
    overview = audit.overview
    if overview.all.total:
        yield from _counted(audit)
        yield from _centres(audit)
        yield from _months(audit)
        yield Heading("worst", "Patients concerned most")
        yield _worst(audit)
        yield Heading("deviations", "Deviations")
        yield _deviations(audit, most)
        yield from _courses(audit)
    if audit.findings.late:
        yield Heading("late", "Late results")
        yield late_table(audit, most)
    yield Heading("checked", "What was checked")
    yield from checked_blocks(audit)
    if overview.all.total:
        yield from _reasons(audit)
    yield from _assumptions(audit)


def _counted(audit: Audit) -> Iterator[Block]:
    overview = audit.overview
    yield Heading("rules", "By rule")
    yield _rules(audit)
    yield Heading("categories", "By category")
    category = [(each.name, *_numbers(each)) for each in overview.by_category if each.total]
    yield Table("categories", "", ("category", *_COUNTS), tuple(category))
    yield Heading("causes", "By cause")
    cause = [
        (each.name, *_numbers(each), CAUSES[each.name]) for each in overview.by_cause if each.total
    ]
    yield Table("causes", "", ("cause", *_COUNTS, "which means"), tuple(cause), wide=(4,))


def rule_bars(audit: Audit) -> Bars:
    """Return how often each rule was left, as a picture; the table beside it says what it is."""
    bars = tuple(
        Bar(page.id, (share.important, share.minor), f"{share.total:,} {page.title}")
        for page, share in _frequent(audit)
    )
    return Bars("rule_bars", "Deviations by rule", (IMPORTANT, MINOR), bars)


def _frequent(audit: Audit) -> list[tuple[DeviationRule, Share]]:
    """Return the pages that found something, the most frequent first."""
    shares = {each.name: each for each in audit.overview.by_rule if each.total}
    pages = [page for page in audit.pages if page.id in shares]
    pages.sort(key=lambda page: (-shares[page.id].important, -shares[page.id].minor))
    return [(page, shares[page.id]) for page in pages]


def _rules(audit: Audit) -> Table:
    found = _frequent(audit)
    rows = tuple((page.id, page.title, page.category, *_numbers(share)) for page, share in found)
    silent = len(audit.pages) - len(found)
    notes = (f"{plural(silent, 'rule')} found nothing.",) if silent else ()
    return Table("rules", "", ("rule", "deviation", "category", *_COUNTS), rows, notes, wide=(1,))


def _numbers(share: Share) -> tuple[str, str, str]:
    return f"{share.important:,}", f"{share.minor:,}", f"{share.patients:,}"


def _centres(audit: Audit) -> Iterator[Block]:
    shares, centres = audit.overview.by_centre, audit.findings.tally.centres
    if not any(each.name for each in shares):
        return
    rows = []
    for each in sorted(shares, key=lambda one: (-one.important, -one.minor, one.name)):
        centre = centres[each.name]
        per = f"{each.important / centre.decisions * _HUNDRED:.1f}" if centre.decisions else "–"
        of = (f"{centre.patients:,}", f"{each.patients:,}", f"{each.troubled:,}")
        name = each.name or "not recorded"
        rows.append((name, *of, f"{each.important:,}", f"{each.minor:,}", per))
    head = ("centre", "patients", "with any", "with important", IMPORTANT, MINOR, "per 100")
    note = (
        "Per 100: important deviations for every 100 decision points, since centres differ in size."
    )
    yield Heading("centres", "By centre")
    yield Table("centres", "", head, tuple(rows), (note,))


def _months(audit: Audit) -> Iterator[Block]:
    periods = audit.overview.over_time(_PERIODS)
    bars = tuple(
        Bar(
            each.share.name,
            (each.share.important, each.share.minor),
            f"{each.share.important:,} important, {each.share.minor:,} minor of {each.decisions:,}",
        )
        for each in periods
    )
    note = "By the day of the deviation; “of” counts the decision points of the same time."
    yield Heading("time", "Over time")
    yield Bars("time", "Deviations over time", (IMPORTANT, MINOR), bars, (note,))


def _worst(audit: Audit) -> Table:
    worst = audit.overview.worst(_WORST)
    rows = tuple(_patient(audit, each) for each in worst)
    more = audit.overview.all.patients - len(worst)
    note = "One patient with every reason: --patient ID."
    notes = (note, f"{plural(more, 'more patient')} with deviations.") if more > 0 else (note,)
    head = ("patient", IMPORTANT, MINOR, "first", "centre", "which")
    return Table("worst", "", head, rows, notes, wide=(5,))


def _patient(audit: Audit, each: Patient) -> tuple[str, ...]:
    found = audit.findings.found
    ids = [audit.pages[page].id for page in found.page[each.places].tolist()]
    which = {name: ids.count(name) for name in dict.fromkeys(ids)}
    told = ", ".join(f"{name} {number}×" if number > 1 else name for name, number in which.items())
    first = day_text(int(found.date[each.places].min()))
    return (each.name, str(each.important), str(each.minor), first, each.centre or "–", told)


def _deviations(audit: Audit, most: int) -> Table:
    total = len(audit.findings.found)
    rows = tuple(
        (
            day_text(each.date),
            each.patient,
            each.rule,
            each.importance,
            each.cause,
            seen_words(each),
        )
        for each in audit.deviations(audit.gravest[:most])
    )
    note = "The important ones first."
    if total > most:
        note = f"{most:,} of {total:,}, the important ones first. All of them: --format csv."
    head = ("date", "patient", "rule", "importance", "cause", "what was seen")
    return Table("deviations", "", head, rows, (note,), wide=(5,))


def _courses(audit: Audit) -> Iterator[Block]:
    drawn = audit.findings.tally.courses
    if not drawn:
        return
    more = audit.overview.all.patients - len(drawn)
    courses = tuple(_course(each) for each in drawn if each.doses)
    if courses:
        shown = f", the {len(courses)} with the most important ones" if more > 0 else ""
        yield Heading("courses", f"Courses{shown}")
        yield Lines("courses", "Courses", courses, kinds=(IMPORTANT, MINOR))


def _course(drawn: Drawn) -> Course:
    first = drawn.doses[0]
    end = max(0, drawn.last - first) if drawn.last != NO_DAY else drawn.doses[-1] - first
    marks = [(MINOR, day) for day in drawn.minor] + [(IMPORTANT, day) for day in drawn.important]
    return Course(
        drawn.patient,
        end,
        tuple(day - first for day in drawn.doses),
        tuple((what, max(0, day - first)) for what, day in marks),
        (),
    )


def late_table(audit: Audit, most: int) -> Table:
    """Return the doses that were right by what was known, and not by what came later."""
    late = audit.findings.late
    rows = tuple(_late_row(audit, each) for each in late[:most])
    head = ("date", "patient", "dose", "known from", "rule", "by what came later")
    shown = f"{len(rows):,} of {len(late):,}." if len(late) > most else ""
    return Table("late", "", head, rows, tuple(filter(None, (LATE, shown))), wide=(5,))


def _late_row(audit: Audit, each: Late) -> tuple[str, ...]:
    page = audit.pages[each.page]
    dose = f"C{each.cycle}D{each.day}" if each.cycle else "unplaced"
    known = day_text(each.known_from)
    return (day_text(each.date), each.patient, dose, known, page.id, page.title)


def checked_blocks(audit: Audit) -> Iterator[Block]:
    """Yield the clean bill: what each rule judged, and why it excused or left open."""
    titles = {page.id: page.title for page in audit.pages}
    bill = sorted(audit.findings.checked, key=lambda each: each.rule)
    rows = tuple((each.rule, titles[each.rule], *_bill(each)) for each in bill)
    head = ("rule", "", "judged", "right", "excused", "found", "elsewhere", "open")
    yield Table("checked", "", head, rows, (CHECKED,), wide=(1,))
    why = tuple(
        (each.rule, counted_words(each.excused_by), counted_words(each.unjudged_for))
        for each in bill
        if each.excused_by or each.unjudged_for
    )
    if why:
        yield Heading("open", "Why excused, and why open")
        yield Table("open", "", ("rule", "excused by", "open for want of"), why, wide=(1, 2))


def _bill(each: Checked) -> Iterator[str]:
    numbers = (each.judged, each.right, each.excused, each.deviating, each.elsewhere, each.unjudged)
    return (f"{number:,}" if number else "·" for number in numbers)


def _reasons(audit: Audit) -> Iterator[Block]:
    """Yield why each rule that found something matters as much as it does, by ICH E3."""
    found = {each.name for each in audit.overview.by_rule if each.total}
    rows = [(page.id, " ".join(page.reason.split())) for page in audit.pages if page.id in found]
    yield Heading("reasons", "Why they matter, by ICH E3")
    yield Table("reasons", "", ("rule", "why"), tuple(sorted(rows)), wide=(1,))


def _assumptions(audit: Audit) -> Iterator[Block]:
    """Yield what the pages assume, each once with the pages that do."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for page in audit.pages:
        for each in page.assumptions:
            if each.basis not in ESTABLISHED:
                key = (each.name, each.basis, each.text.strip())
                found.setdefault(key, []).append(page.id)
    if found:
        rows = tuple((*key, _of(of, len(audit.pages))) for key, of in found.items())
        yield Heading("assumptions", "Assumptions of these rules")
        yield Table("assumptions", "", ("assumption", "basis", "", "of"), rows, wide=(2, 3))


def _of(rules: list[str], every: int) -> str:
    return "every rule" if len(rules) == every else ", ".join(sorted(rules))
