"""The answer as one self-contained page, with the course as a picture in it."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from cyclewise.reasons.arithmetic import timing_words
from cyclewise.reasons.course import Course
from cyclewise.reasons.explanation import ACTION_MEANS, PHASE_WORDS, Explanation
from cyclewise.values.calendar import day_words
from cyclewise.values.truth import Truth
from cyclewise_cli.render.course_svg import CoursePicture, letter_of

_SIGNS = {Truth.MET: "✓", Truth.NOT_MET: "✗", Truth.UNKNOWN: "?"}


def pages() -> Environment:
    """Return what renders the templates of pages; what comes from files is escaped."""
    found = Environment(
        loader=PackageLoader("cyclewise_cli.render"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["day"] = day_words
    found.filters["sign"] = _SIGNS.__getitem__
    found.globals["letter"] = letter_of
    return found


def html_of(explanation: Explanation, course: Course) -> str:
    """Return an explanation as an HTML page; what comes from files is escaped."""
    return (
        pages()
        .get_template("answer.html.j2")
        .render(
            told=explanation,
            asked=explanation.recommendation,
            course=course,
            picture=Markup(CoursePicture(course).svg()),  # noqa: S704 - the picture escapes its texts
            means=ACTION_MEANS[explanation.recommendation.action],
            phase=PHASE_WORDS[explanation.recommendation.phase],
            dates=timing_words(explanation.recommendation),
        )
    )
