"""Work on several processes ends, also where they cannot begin."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

# No “if __name__ == …”: every process that it starts runs it again, and is stopped for that.
UNGUARDED = """
from pathlib import Path

from cyclewise.batches.workers import ask


class Sum:
    ballast = b""

    def answers(self, part):
        return sum(part)

    def bare(self):
        self.ballast = bytes(2**20)  # more than a pipe holds
        return self


print(list(ask(Sum(), [[1, 2], [3, 4]], jobs=2)))
"""


def test_a_script_that_starts_itself_again_ends_and_says_why(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(UNGUARDED, encoding="utf-8")
    told = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, check=False, timeout=60
    )
    assert told.returncode == 1
    assert "BrokenProcessPool" in told.stderr
    assert "if __name__ == '__main__':" in told.stderr
    assert told.stdout == ""
