"""A slot gives one dose: where two lines of the schedule apply, or none does, that is a mistake."""

from __future__ import annotations

from cyclewise.documents.problem import BadInput, problem_at
from cyclewise.facts.sheet import Sheet
from cyclewise.inference.exact import CONFLICTING_DOSES, NO_DOSE, Verdicts
from cyclewise.inference.settle import OUTCOMES
from cyclewise.protocol.rule import GIVES_DRUG
from cyclewise.protocol.schedule import DoseRow, Slot
from cyclewise.values.calendar import day_text
from cyclewise.values.truth import Truth


def refuse_other_than_one_dose(sheet: Sheet, verdicts: Verdicts, point: int) -> None:
    """Raise ``BadInput`` where the drug would be given and the schedule gives two doses or none."""
    found = int(verdicts.dose_row[point])
    gives = OUTCOMES[int(verdicts.settled.certain[point])] in GIVES_DRUG
    if not gives or found not in (CONFLICTING_DOSES, NO_DOSE):
        return
    schedule = sheet.program.protocol.schedule
    slot = sheet.slots.table.slots[int(sheet.slots.following[point])]
    day = day_text(int(sheet.points.day[point]))
    if found == NO_DOSE:
        message = (
            f"{schedule.id} gives no dose on {day}: cycle {slot.cycle} has a day {slot.day}, and "
            "none of its lines applies."
        )
        remedy = "Mend the conditions so that exactly one of these lines always applies."
        raise BadInput([problem_at(slot.rows[0].place or schedule.label, message, remedy)])
    lines = _in_force(sheet, slot, point)
    doses = " and ".join(f"{row.dose.text} ({_where(row)})" for row in lines)
    message = f"Two lines of {schedule.id} both give a dose on {day}: {doses}."
    raise BadInput(
        [problem_at(lines[-1].place or schedule.label, message, "Only one of them may apply.")]
    )


def _in_force(sheet: Sheet, slot: Slot, point: int) -> tuple[DoseRow, ...]:
    """Return the first line in force and the first other that gives something else."""
    rows = [
        row for row in slot.rows if row.when is None or sheet.truth(row.when)[point] == Truth.MET
    ]
    other = next(row for row in rows if row.gives != rows[0].gives)
    return rows[0], other


def _where(row: DoseRow) -> str:
    place = row.place
    return f"day {row.day}" if place is None else f"{place.source.label}:{place.line}"
