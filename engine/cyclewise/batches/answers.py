"""What stands for many patients at one date, as arrays; reasons are asked for one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from cyclewise.facts.point import Points
from cyclewise.facts.program import Program
from cyclewise.facts.sheet import Sheet
from cyclewise.inference.exact import evaluate
from cyclewise.inference.settle import OUTCOMES
from cyclewise.records import dataclass
from cyclewise.timeline.columns import Columns
from cyclewise.timeline.table_reading import SetAside


@dataclass(frozen=True)
class Answers:
    """One answer a patient, in the order of the patients.

    ``action`` and ``certain`` count into ``OUTCOMES``; ``cycle`` and ``day`` name the next dose,
    0 where the schedule has none left.
    """

    patients: tuple[str, ...]
    action: npt.NDArray[np.int8]
    certain: npt.NDArray[np.int8]
    settled: npt.NDArray[np.bool_]
    cycle: npt.NDArray[np.int16]
    day: npt.NDArray[np.int16]
    set_aside: tuple[SetAside, ...] = ()

    def __len__(self) -> int:
        """Return the number of patients answered for."""
        return len(self.patients)

    @property
    def counts(self) -> dict[str, int]:
        """Return how many patients have each answer, the most frequent first."""
        return dict(Counter(OUTCOMES[code] for code in self.action.tolist()).most_common())

    @classmethod
    def together(cls, parts: Iterable[Answers]) -> Answers:
        """Return the answers of several parts as one, in their order."""
        parts = tuple(parts) or (cls.none(),)
        return cls(
            patients=tuple(name for part in parts for name in part.patients),
            action=np.concatenate([part.action for part in parts]),
            certain=np.concatenate([part.certain for part in parts]),
            settled=np.concatenate([part.settled for part in parts]),
            cycle=np.concatenate([part.cycle for part in parts]),
            day=np.concatenate([part.day for part in parts]),
            set_aside=tuple(each for part in parts for each in part.set_aside),
        )

    @classmethod
    def none(cls) -> Answers:
        """Return the answers for nobody."""
        codes, labels = np.zeros(0, np.int8), np.zeros(0, np.int16)
        return cls((), codes, codes, codes.astype(bool), labels, labels)


def answers_for(
    program: Program,
    columns: Columns,
    as_of: int,
    known: int | None = None,
    set_aside: tuple[SetAside, ...] = (),
) -> Answers:
    """Return what stands for every patient at the end of a day, by what was known on a day.

    Days count from 1970-01-01; ``known`` defaults to ``as_of``.
    """
    patients = np.arange(len(columns.patients))
    day = np.full(len(patients), as_of, np.int64)
    points = Points.at_end_of_day(patients, day, day if known is None else 0 * day + known)
    sheet = Sheet(program, columns, points)
    verdicts = evaluate(sheet, program.protocol.acting)
    slots = sheet.slots
    ahead = np.minimum(slots.following, len(slots.table) - 1)
    return Answers(
        patients=columns.patients,
        action=verdicts.settled.action,
        certain=verdicts.settled.certain,
        settled=verdicts.settled.settled,
        cycle=np.where(slots.left, slots.table.cycle[ahead], 0).astype(np.int16),
        day=np.where(slots.left, slots.table.day[ahead], 0).astype(np.int16),
        set_aside=set_aside,
    )
