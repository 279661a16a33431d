"""The deviations as CDISC SDTM's DV domain, laid out as in SDTMIG 3.4, as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from cyclewise.audit.deviation import Deviation
from cyclewise.facts.slots import NO_DAY
from cyclewise.inference.settle import OUTCOMES
from cyclewise.values.calendar import day_text
from cyclewise_cli.audited import Audit
from cyclewise_cli.render.paper import in_ascii
from cyclewise_cli.render.report_csv import harmless

HEAD = (
    "STUDYID", "DOMAIN", "USUBJID", "DVSEQ", "DVREFID", "DVSPID", "DVTERM", "DVDECOD", "DVCAT",
    "DVSCAT", "EPOCH", "DVSTDTC", "DVSTDY",
)  # fmt: skip
"""The variables that can be filled, in the order of the guide; TAETORD and DVENDTC cannot be."""

LONGEST = 200
"""Letters that a text of SDTM holds."""

_FOLLOW_UP = OUTCOMES.index("follow-up")


def sdtm_dv(audit: Audit) -> str:
    """Return the DV domain in ASCII; texts longer than 200 letters are cut, and end with dots."""
    laid = StringIO()
    writer = csv.writer(laid, lineterminator="\n")
    writer.writerow(HEAD)
    for row in _rows(audit):
        writer.writerow([harmless(in_ascii(cell)) for cell in row])
    return laid.getvalue()


def _rows(audit: Audit) -> Iterator[tuple[str, ...]]:
    protocol, found = audit.auditor.program.protocol, audit.findings.found
    study = protocol.registry or protocol.id
    patient, number = "", 0
    for place, each in enumerate(audit.deviations()):
        number = number + 1 if each.patient == patient else 1
        patient = each.patient
        first, action = int(found.first[place]), int(found.action[place])
        yield (
            study,
            "DV",
            f"{study}-{patient}",
            str(number),
            each.rule,
            f"{each.rule}/{day_text(each.date)}",
            _fitting(f"{each.observed} Expected: {each.expected}"),
            _fitting(each.title.upper()),
            each.category.upper(),
            each.importance.upper(),
            _epoch(each, first, action),
            day_text(each.date),
            _study_day(each.date, first),
        )


def _epoch(each: Deviation, first: int, action: int) -> str:
    if first == NO_DAY or each.date < first:
        return "SCREENING"
    return "FOLLOW-UP" if action == _FOLLOW_UP else "TREATMENT"


def _study_day(day: int, first: int) -> str:
    """Return the day of the study; the day of the first dose is 1, the day before it -1."""
    if first == NO_DAY:
        return ""
    return str(day - first + (day >= first))


def _fitting(text: str) -> str:
    text = in_ascii(text)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3].rsplit(' ', 1)[0]}..."
