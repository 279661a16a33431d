"""How old an event may be: in whole days, or to the minute where a rule speaks of hours."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cyclewise.records import dataclass
from cyclewise.timeline.columns import Frame, Integers
from cyclewise.timeline.event import NO_TIME

Flags = npt.NDArray[np.bool_]

WHOLE_DAYS = -1
"""In place of minutes: the duration was written in days, and days are counted."""

_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Limit:
    """The greatest age at each point, in days, and in minutes where it was written in hours.

    ``minutes`` is None where no point has a limit in hours, ``WHOLE_DAYS`` at one that has none.
    """

    days: Integers
    minutes: Integers | None = None

    def exceeded(
        self, frame: Frame, row: Integers, point: Integers, today: Integers
    ) -> tuple[Flags, Flags]:
        """Return which rows surely are older at their points, and which perhaps are.

        Hours run from an event's time, or from any time of its day where none is recorded, to
        any time of the point's day: a decision is taken at some time of its day.
        """
        day = today[point]
        first, last, most = frame.first[row], frame.last[row], self.days[point]
        sure, perhaps = day - last > most, day - first > most
        if self.minutes is not None:
            limit, minute = self.minutes[point], frame.minute[row]
            timed = minute != NO_TIME
            youngest = (day - last) * _DAY - np.where(timed, minute, _DAY - 1)
            oldest = (day - first) * _DAY + _DAY - 1 - np.where(timed, minute, 0)
            in_days = limit == WHOLE_DAYS
            sure = np.where(in_days, sure, youngest > limit)
            perhaps = np.where(in_days, perhaps, oldest > limit)
        return sure, perhaps & ~sure
