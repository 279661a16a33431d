"""A surveillance as one self-contained page, with the course as a picture in it."""

from __future__ import annotations

from markupsafe import Markup

from cyclewise.facts.expected import State
from cyclewise.reasons.course import Course
from cyclewise.reasons.explanation import PHASE_WORDS
from cyclewise.reasons.survey import Survey
from cyclewise_cli.render.course_svg import CoursePicture
from cyclewise_cli.render.html import pages
from cyclewise_cli.render.month import WEEKDAYS, month_of
from cyclewise_cli.render.survey_words import (
    FOR_INFORMATION,
    NOTHING_NAMED,
    due_lines,
    found_words,
    grades_aside,
    grounds_words,
    planned_items,
    set_words,
    telling_grades,
)


def monitor_html(survey: Survey, course: Course) -> str:
    """Return a survey as an HTML page; what comes from files is escaped."""
    environment = pages()
    environment.filters["found"] = found_words
    environment.filters["counts"] = set_words
    environment.filters["grounds"] = grounds_words
    asked = survey.surveillance.recommendation
    return environment.get_template("monitor.html.j2").render(
        told=survey,
        asked=asked,
        phase=PHASE_WORDS[asked.phase],
        overdue=due_lines(survey, State.OVERDUE),
        due=due_lines(survey, State.DUE),
        nothing_named=NOTHING_NAMED,
        for_information=FOR_INFORMATION,
        telling=telling_grades(survey),
        aside=grades_aside(survey),
        items=planned_items(survey),
        month=month_of(survey.surveillance),
        weekdays=WEEKDAYS,
        course=course,
        picture=Markup(CoursePicture(course).svg()),  # noqa: S704 - the picture escapes its texts
    )
