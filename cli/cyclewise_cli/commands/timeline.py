"""``cyclewise timeline``: one patient's course on a time axis."""

from cyclewise_cli.commands.options import AsOf, Known, Output, Patient, ProtocolId, RulesFolder
from cyclewise_cli.patients import is_list, listing


def timeline(
    patient: Patient,
    as_of: AsOf = None,
    known: Known = None,
    protocol: ProtocolId = None,
    rules: RulesFolder = None,
    output: Output = None,
) -> None:
    """Draw one patient's course: doses, results against their limits, and events.

    Example: cyclewise timeline example:EX-03
    """
    from cyclewise_cli.render.page import Page

    page = Page(output)
    if is_list(patient):
        page.write(listing(page.width))
        return
    from cyclewise.reasons.course import course_of
    from cyclewise_cli.commands.recommend import recommended
    from cyclewise_cli.render.course_text import show_course

    answer, program, _ = recommended(patient, (as_of, known), protocol=protocol, rules=rules)
    course = course_of(answer, program)
    page.show(lambda paper: show_course(course, paper))
