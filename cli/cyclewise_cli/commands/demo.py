"""``cyclewise demo``: one bundled patient's answer, with what to try next."""

PATIENT = "example:EX-03"


def demo() -> None:
    """Show what CycleWise does, on a bundled and invented patient.

    Example: cyclewise demo
    """
    from cyclewise.reasons.explaining import explain
    from cyclewise_cli.commands.recommend import recommended
    from cyclewise_cli.render.page import Page
    from cyclewise_cli.render.paper import Paper
    from cyclewise_cli.render.text import show

    answer, program, _ = recommended(PATIENT, (None, None), protocol=None, rules=None)
    explanation = explain(answer, program)

    def render(paper: Paper) -> None:
        paper.print(
            "An invented patient: what does the trial's protocol ask for next, and why?", "bold"
        )
        paper.print(f"This is what “cyclewise recommend {PATIENT}” prints.")
        paper.print()
        show(explanation, paper)
        paper.heading("Try next")
        for line in _NEXT:
            paper.print(line, indent=2)

    Page().show(render)


_NEXT = (
    f"cyclewise timeline {PATIENT}",
    f"cyclewise recommend {PATIENT} --as-of 2024-01-20",
    f"cyclewise recommend {PATIENT} --format html --output answer.html",
    "cyclewise recommend example:",
    "cyclewise rules list",
)
