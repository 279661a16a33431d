"""``timeline`` draws lanes that the protocol names, and never across a limit."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cyclewise_cli.render.page import Page

SIGNS_RETURN = Path(__file__).parent / "patients" / "signs-return.yaml"


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("patient", ["EX-03", "EX-09", "EX-10"])
def test_a_course_reads_as_its_golden_file(
    cyclewise: Callable[..., Any], golden: Callable[[str, str], None], patient: str, width: int
) -> None:
    run = cyclewise("timeline", f"example:{patient}", width=width)
    assert run.code == 0
    assert max(map(len, run.out.splitlines())) <= width
    golden(f"timeline/{patient}-{width}.txt", run.out)


def test_what_lies_above_the_limit_is_drawn_above_its_line(cyclewise: Callable[..., Any]) -> None:
    lines = cyclewise("timeline", "example:EX-11", width=100).out.splitlines()
    start = next(at for at, line in enumerate(lines) if line.startswith("bilirubin"))
    lane = lines[start : start + 6]
    limit = next(at for at, line in enumerate(lane) if "┄" in line)
    above = [at for at, line in enumerate(lane) if "▲" in line]
    below = [at for at, line in enumerate(lane) if "●" in line]
    assert above
    assert max(above) < limit
    assert all(at > limit for at in below)


def test_a_dose_that_is_ahead_is_drawn_hollow(cyclewise: Callable[..., Any]) -> None:
    out = cyclewise("timeline", "example:EX-05", width=100).out
    assert re.search(r"C2D1 due○|○C2D1 due", out)


def test_a_later_day_is_not_drawn(cyclewise: Callable[..., Any]) -> None:
    out = cyclewise("timeline", "example:EX-03", "--as-of", "2024-01-20").out
    assert "C1D1" in out
    assert "Feb 2024" not in out.split("events")[-1]


@pytest.mark.parametrize("width", [80, 120])
def test_signs_that_return_read_as_their_golden_file(
    cyclewise: Callable[..., Any], golden: Callable[[str, str], None], width: int
) -> None:
    run = cyclewise("timeline", str(SIGNS_RETURN), width=width)
    assert run.code == 0
    assert max(map(len, run.out.splitlines())) <= width
    golden(f"timeline/signs-return-{width}.txt", run.out)


def test_every_letter_of_the_signs_is_explained(cyclewise: Callable[..., Any]) -> None:
    drawn, legend = cyclewise("timeline", str(SIGNS_RETURN)).out.split("events", 1)
    used = {letter for letter in drawn if letter in "█░■□━"}
    explained = {line[0] for line in legend.splitlines() if line[:1] in "█░■□━" and line}
    assert used == set("█░■□━")
    assert explained == used


def test_met_and_not_told_differ_without_colour_and_without_unicode(
    cyclewise: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Page, "ascii_only", property(lambda _: True))
    lines = cyclewise("timeline", str(SIGNS_RETURN)).out.splitlines()
    strip = next(line for line in lines if line.startswith("probable SOS"))
    assert "####" in strip
    assert "::" in strip
    assert "#  criteria met" in lines
    assert ":  could not be told from what is on record" in lines
