"""The picture on a page: what it says without colour, without a mouse and without a script."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

SIGNS_RETURN = Path(__file__).parent / "patients" / "signs-return.yaml"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def page(cyclewise: Callable[..., Any]) -> str:
    run = cyclewise("recommend", str(SIGNS_RETURN), "--format", "html")
    assert run.code == 0
    return str(run.out)


@pytest.fixture
def picture(page: str) -> ET.Element:
    found = re.search(r"<svg.*</svg>", page, re.DOTALL)
    assert found
    return ET.fromstring(found.group())  # noqa: S314 - our own page


def of_kind(picture: ET.Element, kind: str) -> list[ET.Element]:
    return [each for each in picture.iter() if kind in each.get("class", "").split()]


def titles(picture: ET.Element, kind: str) -> list[str]:
    groups = [group for group in picture.iter(f"{SVG}g") if of_kind(group, kind)]
    return [group.findtext(f"{SVG}title") or "" for group in groups]


def test_each_period_is_shaded_over_the_lanes_and_says_its_days(picture: ET.Element) -> None:
    assert titles(picture, "shade-met") == [
        "probable SOS met: 13 Apr 2024 to 17 Apr 2024",
        "probable SOS met: 6 May 2024 to 9 May 2024",
    ]
    assert titles(picture, "shade-untold") == [
        "probable SOS could not be told: 8 Apr 2024 to 11 Apr 2024",
        "probable SOS could not be told: 19 Apr 2024",
        "probable SOS could not be told: 28 Apr 2024",
    ]
    assert titles(picture, "strip-met") == titles(picture, "shade-met")
    assert titles(picture, "strip-untold") == titles(picture, "shade-untold")


def test_shading_reaches_over_every_lane_and_lies_behind_it(picture: ET.Element) -> None:
    order = list(picture.iter())
    behind = [order.index(each) for each in of_kind(picture, "shade-met")]
    lanes = [each for kind in ("limit", "axis") for each in of_kind(picture, kind)]
    assert max(behind) < min(order.index(each) for each in lanes)
    for each in of_kind(picture, "shade-met"):
        top, height = float(each.get("y", "")), float(each.get("height", ""))
        assert all(top < float(lane.get("y1", "")) < top + height for lane in lanes)


def test_met_and_not_told_have_patterns_of_their_own(page: str, picture: ET.Element) -> None:
    patterns = {each.get("id"): each for each in picture.iter(f"{SVG}pattern")}
    assert set(patterns) == {"shade-met", "shade-untold"}
    assert patterns["shade-met"].find(f"{SVG}line") is not None
    assert patterns["shade-untold"].find(f"{SVG}circle") is not None
    for kind in patterns:
        assert f".{kind} {{ fill: url(#{kind})" in page


def test_the_days_of_a_sign_stand_in_its_row_as_shapes_that_differ(picture: ET.Element) -> None:
    assert "13 Apr 2024: ascites: the sign is present (ascites present)" in titles(
        picture, "sign-yes"
    )
    assert "18 Apr 2024: ascites: the sign is absent (ascites absent)" in titles(picture, "sign-no")
    told = [text.text for text in picture.iter(f"{SVG}text")]
    assert {"signs of SOS", "painful hepatomegaly", "probable SOS", "met"} <= set(told)


def test_the_picture_says_in_words_what_it_shows(picture: ET.Element) -> None:
    said = picture.findtext(f"{SVG}desc") or ""
    assert "probable SOS: met from 13 Apr 2024 to 17 Apr 2024 (5 days) and since 6 May 2024" in said
    assert "painful hepatomegaly: 6 May 2024 the sign is present" in said
    assert picture.get("role") == "img"
    assert picture.get("aria-labelledby") == "course-title course-text"


def test_no_two_things_on_the_page_share_an_id_and_nothing_is_run_or_fetched(page: str) -> None:
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert not re.search(r"<script|javascript:|<img|\bsrc=|@import", page)


def test_the_page_follows_light_and_dark(page: str) -> None:
    light, dark = page.split("@media (prefers-color-scheme: dark)")
    assert "--met:" in light
    assert "--met:" in dark


def test_a_patient_without_signs_has_no_row_of_signs(cyclewise: Callable[..., Any]) -> None:
    run = cyclewise("recommend", "example:BL-01", "--format", "html")
    assert "shade-met" not in re.search(r"<svg.*</svg>", run.out, re.DOTALL).group()  # type: ignore[union-attr]
