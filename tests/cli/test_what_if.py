"""``what-if`` sets two answers side by side, by what is supposed or by two days."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from cyclewise.reasons.contrast_document import WhatIfDocument

SUPPOSED = {
    "EX-07-lower-bilirubin": ("example:EX-07", "--set", "bilirubin=1.2 mg/dL"),
    "EX-05-two-days": ("example:EX-05", "--then", "2024-04-16"),
}


@pytest.mark.parametrize("name", SUPPOSED)
def test_a_contrast_reads_as_its_golden_file(
    cyclewise: Callable[..., Any], golden: Callable[[str, str], None], name: str
) -> None:
    run = cyclewise("what-if", *SUPPOSED[name], width=80)
    assert run.code == 0, run.err
    assert max(map(len, run.out.splitlines())) <= 80
    golden(f"what-if/{name}.txt", run.out)


@pytest.mark.parametrize("name", SUPPOSED)
def test_a_contrast_holds_both_answers_as_recommend_gives_them(
    cyclewise: Callable[..., Any], name: str
) -> None:
    said = json.loads(cyclewise("what-if", *SUPPOSED[name], "--format", "json").out)
    again = WhatIfDocument.model_validate(said).model_dump(mode="json", by_alias=True)
    assert again == said
    alone = cyclewise("recommend", SUPPOSED[name][0], "--format", "json").out
    assert said["now"] == json.loads(alone)
    assert said["now"]["action"] != said["then"]["action"]
    assert not said["same_answer"]


def test_two_days_of_knowledge_can_be_compared(cyclewise: Callable[..., Any]) -> None:
    words = ("what-if", "example:EX-07", "--then-known", "2024-02-20", "--format", "json")
    said = json.loads(cyclewise(*words).out)
    assert (said["now"]["known"], said["then"]["known"]) == ("2024-02-24", "2024-02-20")
    assert said["now"]["as_of"] == said["then"]["as_of"]


def test_the_schema_of_what_if_is_printed(cyclewise: Callable[..., Any]) -> None:
    schema = json.loads(cyclewise("schema", "what-if").out)
    said = json.loads(cyclewise("what-if", "example:EX-03", "--format", "json").out)
    assert list(schema["properties"]) == list(said)
    assert said["same_answer"]


def test_what_is_wrong_with_a_supposition_is_said_and_no_answer_given(
    cyclewise: Callable[..., Any],
) -> None:
    run = cyclewise("what-if", "example:EX-07", "--set", "bilirubn=1 mg/dL")
    assert run.code == 2
    assert "Did you mean “bilirubin”?" in run.err
    assert "No answer is given" in run.err
    assert run.out == ""
