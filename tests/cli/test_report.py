"""Hold ``cyclewise report`` to what it says of a folder of patients."""

import json
from collections.abc import Callable
from typing import Any

from cyclewise.bundled import bundled

EXAMPLES = str(bundled("knowledge") / "examples")


def test_a_folder_of_patients_is_counted(cyclewise: Callable[..., Any]) -> None:
    told = cyclewise("report", EXAMPLES)
    assert told.code == 0
    assert "21 treated" in told.out


def test_who_was_never_followed_is_left_out_and_named(cyclewise: Callable[..., Any]) -> None:
    told = json.loads(cyclewise("report", EXAMPLES, "--format", "json").out)
    free = told["survival"]["rfs"]
    assert free["patients"] + len(free["undecided"]) == told["n"] == 21
    assert {each["why"] for each in free["undecided"]} == {
        "no day on which the patient was last followed"
    }
