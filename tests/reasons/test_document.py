"""The JSON object says what the explanation says, and refuses what its schema does not know."""

from collections.abc import Callable

import pytest
from pydantic import ValidationError

from cyclewise.reasons.document import RecommendDocument
from cyclewise.reasons.documenting import document_of
from cyclewise.reasons.explanation import Explanation
from cyclewise.reasons.schemas import recommend_schema

FIRST_DOSE = "date: 2024-01-15, dose: inotuzumab, cycle: 1, day: 1"


def test_what_is_missing_is_asked_for_in_words(explained: Callable[..., Explanation]) -> None:
    answer = document_of(explained(FIRST_DOSE, as_of="2024-01-22"))
    assert answer["action"] == "insufficient-data"
    assert answer["otherwise"] == "administer"
    assert answer["settled"] is False
    missing = {each["fact"]: each for each in answer["missing"]}
    assert missing["bilirubin"]["ask"] == "Record a bilirubin at most 3 days old."
    assert missing["bilirubin"]["why"] == "no record"
    assert set(answer["to_give"]) <= set(missing)
    assert {"fact": "alt", "if": "above 2.5 × ULN", "then": "withhold"} in answer["decides_alone"]


def test_evidence_carries_the_event(explained: Callable[..., Explanation]) -> None:
    answer = document_of(
        explained(FIRST_DOSE, "date: 2024-01-22, alt: 41 U/L, uln: 35 U/L", as_of="2024-01-22")
    )
    (rule,) = [each for each in answer["rules"] if each["id"] == "HLD-001"]
    (alt,) = [each for each in rule["because"]["parts"] if each["fact"] == "alt_uln"]
    assert alt["evidence"] == {
        "date": "2024-01-22", "concept": "alt", "value": "41 U/L", "known": "2024-01-22",
    }  # fmt: skip
    assert alt["value"] == 1.17142857143
    assert alt["truth"] == "not met"
    assert alt["why"] is None


def test_a_coarse_date_is_written_as_coarse_as_it_is(explained: Callable[..., Explanation]) -> None:
    answer = document_of(explained("date: 2024-01, remission: CR1", as_of="2024-03-01"))
    dates = [
        each["evidence"]["date"]
        for rule in answer["rules"]
        for each in nodes(rule["because"])
        if each["evidence"] and each["evidence"]["concept"] == "remission"
    ]
    assert dates
    assert set(dates) == {"2024-01"}


def nodes(reason: dict[str, list[dict[str, object]]] | None) -> list[dict[str, dict[str, str]]]:
    if reason is None or "items" in reason:
        return []
    return [reason, *(node for part in reason["parts"] for node in nodes(part))]  # type: ignore[list-item,arg-type]


def test_an_unknown_key_is_refused(explained: Callable[..., Explanation]) -> None:
    answer = document_of(explained(FIRST_DOSE, as_of="2024-01-22"))
    with pytest.raises(ValidationError):
        RecommendDocument.model_validate({**answer, "mood": "good"})


def test_a_document_reads_back_as_itself(explained: Callable[..., Explanation]) -> None:
    answer = document_of(explained(FIRST_DOSE, as_of="2024-01-22"))
    again = RecommendDocument.model_validate(answer).model_dump(mode="json", by_alias=True)
    assert again == answer


def test_the_schema_names_every_key_and_allows_no_other() -> None:
    schema = recommend_schema()
    assert schema["additionalProperties"] is False
    assert set(schema["required"]) == set(schema["properties"])
    assert list(schema["$defs"]["DecidesPart"]["properties"]) == ["fact", "if", "then"]
