"""A question whose worker is killed once in the middle of its work, in a process of its own."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from pathlib import Path

from cyclewise.batches.answers import Answers
from cyclewise.batches.cohort import Question
from cyclewise.batches.workers import Work


@dataclass(frozen=True)
class Falling:
    """Asks as ``question`` does; the process that takes the part ``at`` dies the first time."""

    question: Question
    at: Work
    mark: Path

    def answers(self, part: Work) -> Answers:
        """Return the answers for one part, if this process lives."""
        if part == self.at and not self.mark.exists():
            self.mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return self.question.answers(part)

    def bare(self) -> Falling:
        """Return the question for another process."""
        return Falling(self.question.bare(), self.at, self.mark)
