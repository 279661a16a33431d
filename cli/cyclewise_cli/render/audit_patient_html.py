"""One patient's audit as a self-contained page: the course with its deviations, and the reasons."""

from __future__ import annotations

from markupsafe import Markup

from cyclewise_cli.audited import IMPORTANT, NOTICE, Audit
from cyclewise_cli.render.audit_blocks import checked_blocks, late_table
from cyclewise_cli.render.audit_words import FLAGS, footer_lines, glance, header_lines, particulars
from cyclewise_cli.render.block import Heading
from cyclewise_cli.render.course_svg import CoursePicture
from cyclewise_cli.render.html import pages

_MOST = 99


def patient_html(audit: Audit) -> str:
    """Return the audit of one patient as an HTML page; what comes from files is escaped."""
    course = audit.course
    drawn = "" if course is None else CoursePicture(course).svg()
    late = (Heading("late", "Late results"), late_table(audit, _MOST))
    checked = (Heading("checked", "What was checked"), *checked_blocks(audit))
    return (
        pages()
        .get_template("audit_patient.html.j2")
        .render(
            audit=audit,
            header=header_lines(audit),
            glance=glance(audit),
            urgent=audit.overview.all.important > 0,
            important=IMPORTANT,
            course=course,
            picture=Markup(drawn),  # noqa: S704 - the picture escapes its texts
            found=list(zip(audit.signed, audit.because, strict=True)),
            particulars=particulars,
            flags=FLAGS,
            blocks=[*(late if audit.findings.late else ()), *checked],
            footer=footer_lines(audit),
            notice=NOTICE,
        )
    )
