"""``doctor``, ``demo`` and ``schema`` say what is here, what to try, what answers look like."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from cyclewise.bundled import bundled
from cyclewise.inference import rete


def test_the_doctor_names_engines_versions_and_folders(cyclewise: Callable[..., Any]) -> None:
    out = cyclewise("doctor").out
    assert "exact engine" in out
    assert "numpy" in out
    assert bundled("rules").as_posix() in out
    assert "reads and links" in out


def test_the_doctor_says_why_there_is_only_one_engine(
    cyclewise: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rete, "available", lambda: "durable-rules is not installed.")
    out = cyclewise("doctor").out
    assert "does not work: durable-rules is not installed." in out
    assert "one (exact)" in out


def test_the_demo_shows_an_answer_and_what_to_try_next(cyclewise: Callable[..., Any]) -> None:
    out = cyclewise("demo").out
    assert "ADMINISTER" in out
    assert "TRY NEXT" in out


def test_the_schema_describes_every_key_of_an_answer(cyclewise: Callable[..., Any]) -> None:
    schema = json.loads(cyclewise("schema", "recommend").out)
    answer = json.loads(cyclewise("recommend", "example:EX-03", "--format", "json").out)
    assert list(schema["properties"]) == list(answer)
    assert schema["properties"]["rules"]["items"]["$ref"].endswith("/RulePart")


def test_an_unknown_schema_is_met_with_the_nearest(cyclewise: Callable[..., Any]) -> None:
    run = cyclewise("schema", "recomend")
    assert run.code == 2
    assert "Did you mean “recommend”?" in run.err
