"""The course of a measurement as it stands in a definition's page."""

from __future__ import annotations

from cyclewise.documents.form import Form
from cyclewise.protocol.comparison_parsing import read_length
from cyclewise.protocol.definition import RISES, KineticsForm
from cyclewise.protocol.notes import Notes
from cyclewise.values.calendar import Duration


def read_kinetics(form: Form, notes: Notes) -> KineticsForm:
    """Return the course that a definition asks for; its faults go to the notes."""
    inner = form.mapping("kinetics", "“kinetics”") or form
    of = inner.text("of")
    operation = inner.word("as", RISES)
    to = inner.word("to", ("latest", "any"))
    node = inner.required("within")
    within = None if node is None else read_length(node, notes)
    per_day = inner.word("per", ("day",), "") == "day"
    inner.close()
    return KineticsForm(
        of=of,
        operation=next(word for word in RISES if word == operation),
        to="latest" if to == "latest" else "any",
        within=Duration(1) if within is None else within,
        per_day=per_day,
    )
