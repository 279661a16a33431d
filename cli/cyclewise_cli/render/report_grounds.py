"""What a report rests on, as tables: who could enter, what was published, how each is counted."""

from __future__ import annotations

from collections.abc import Sequence

from cyclewise.cohort.comparison import Compared
from cyclewise.cohort.page import Flow
from cyclewise.cohort.page_english import bases, page_english
from cyclewise.cohort.report import Report, Told
from cyclewise.protocol.rule import ESTABLISHED
from cyclewise.values.calendar import day_words
from cyclewise_cli.render.block import Table
from cyclewise_cli.render.report_words import published_words

SYNTHETIC = "synthetic, constructed to match"


def attrition_table(report: Report) -> Table:
    """Return what each requirement at entry cost, in no order."""
    lost = report.attrition
    rows: list[tuple[str, ...]] = []
    who: dict[str, tuple[str, ...]] = {}
    for each in lost.criteria:
        if not (each.failed or each.unknown):
            continue
        rows.append(
            (
                each.rule,
                each.title,
                str(each.failed),
                str(each.alone),
                f"{each.share:.2f}",
                str(each.unknown),
                f"{each.unknown_share:.2f}",
            )
        )
        who |= {f"{each.rule}: {word}": names for word, names in each.who.items() if names}
    head = ("rule", "", "not met", "alone", "share", "unknown", "share")
    told = (
        f"Of {lost.of} on record {lost.excluded} do not meet every requirement and "
        f"{lost.undecided} cannot be judged. A share divides each patient equally among what "
        "failed, so that it depends on no order."
    )
    return Table("attrition", "What each requirement cost", head, tuple(rows), (told,), who)


def published_table(printed: Sequence[Compared], told: Told) -> Table:
    """Return the published figures beside the cohort's own, and whether they agree."""
    rows = []
    for each in printed:
        title, *figures_told, verdict = (each.figure.title, *published_words(each))
        if told.synthetic and each.agrees:
            verdict = f"agrees: {SYNTHETIC}"
        rows.append((title, *figures_told, verdict))
    agreeing = sum(bool(each.agrees) for each in printed)
    note = f"{agreeing} of {len(printed)} agree to the printed precision."
    head = ("figure", "published", "observed", "interval", "verdict")
    return Table("published", "", head, tuple(rows), (note,), wide=(4,))


def definitions_table(report: Report) -> Table:
    """Return how each figure is counted, and on what basis."""
    cut = report.told.cut_off
    until = "on record" if cut is None else f"dated and known by {day_words(cut)}"
    rows = tuple(
        (what, said, ", ".join(bases(page)))
        for section in report.study.layout.sections
        for page in (report.study.pages[name] for name in section.pages)
        if not isinstance(page.form, Flow)  # its steps say themselves what they count
        for what, said in page_english(page, report.study)
    )
    head = ("what is counted", "how", "basis")
    note = f"The data cut-off: everything {until} counts, and nothing else."
    return Table("counted", "How each figure is counted", head, rows, (note,), wide=(1,))


def assumptions_table(report: Report) -> Table:
    """Return what the endpoints take to be so and nobody published."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for section in report.study.layout.sections:
        for name in section.pages:
            for each in report.study.pages[name].assumptions:
                if each.basis not in ESTABLISHED:
                    key = (each.name, each.basis, each.text.strip())
                    found.setdefault(key, []).append(name)
    rows = tuple((name, basis, text, ", ".join(of)) for (name, basis, text), of in found.items())
    return Table("definitions", "What they take to be so", ("assumption", "basis", "", "of"), rows)
