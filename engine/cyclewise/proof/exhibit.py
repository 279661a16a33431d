"""An exhibit: a patient who shows something, as a file that `recommend` can be asked about."""

from __future__ import annotations

from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.proof.crowd import Invented
from cyclewise.records import dataclass
from cyclewise.timeline.timeline import timeline_of
from cyclewise.timeline.writing import timeline_yaml
from cyclewise.values.calendar import day_text


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A patient's file by its name, and the day and knowledge to ask with."""

    name: str
    text: str
    as_of: str
    known: str

    @property
    def asking(self) -> str:
        """Return what to ask `recommend`, after the name of the file."""
        known = "" if self.known == self.as_of else f" --known {self.known}"
        return f"--as-of {self.as_of}{known}"


def exhibit(patient: Invented, name: str, knowledge: Knowledge) -> Exhibit:
    """Return an invented patient as a file; ``name`` is the patient's id."""
    timeline = timeline_of(name, patient.events, knowledge)
    text = f"# Invented by “rules prove”; no real patient.\n{timeline_yaml(timeline, knowledge)}"
    return Exhibit(f"{name}.yaml", text, day_text(patient.as_of), day_text(patient.known))
