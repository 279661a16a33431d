"""``cyclewise rules``: list rules, print one in English, check them, begin a new one."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cyclewise.documents.problem import BadInput, problem_at, suggestion
from cyclewise_cli.commands.options import AnyProtocol, OneProtocol, RulesFolder
from cyclewise_cli.protocols import Shelf, knowledge, linked, shelf

if TYPE_CHECKING:
    from cyclewise.facts.program import Program
    from cyclewise.protocol.checks import Beyond
    from cyclewise.protocol.findings import Finding

NO = 1
"""The exit code where the answer to “is it right?” is no."""


def list_rules(protocol: AnyProtocol = None, rules: RulesFolder = None) -> None:
    """List the rules of a protocol, or of all of them.

    Example: cyclewise rules list
    """
    from cyclewise_cli.render.page import Page
    from cyclewise_cli.render.paper import Paper
    from cyclewise_cli.render.rules import show_list

    found = shelf(rules)
    known = knowledge(found)
    folders = found.protocols if protocol is None else (found.named(protocol),)
    programs = [linked(folder, known) for folder in folders]

    def render(paper: Paper) -> None:
        for program in programs:
            show_list(program.protocol, paper)

    Page().show(render)


def show(
    rule: Annotated[
        str, typer.Argument(metavar="RULE", help="The id of a rule, a deviation or a fact.")
    ],
    protocol: OneProtocol = None,
    rules: RulesFolder = None,
) -> None:
    """Print a rule, a deviation, or a fact that has a page, back as English with its sources.

    Example: cyclewise rules show STP-003

    Example: cyclewise rules show DEV-050

    Example: cyclewise rules show age
    """
    from cyclewise_cli.render.page import Page
    from cyclewise_cli.render.rules import show_definition, show_deviation, show_rule, show_schedule

    found = shelf(rules)
    program = linked(found.one(protocol), knowledge(found))
    wanted, schedule = rule.upper(), program.protocol.schedule
    if wanted == schedule.id:
        Page().show(lambda paper: show_schedule(program, paper))
        return
    definition = program.protocol.definitions.get(rule.lower())
    if definition is not None and definition.label:
        Page().show(lambda paper: show_definition(definition, program, paper))
        return
    deviation = next((each for each in program.protocol.deviations if each.id == wanted), None)
    if deviation is not None:
        Page().show(lambda paper: show_deviation(deviation, program, paper))
        return
    chosen = program.protocol.by_id.get(wanted)
    if chosen is None:
        raise _no_such_rule(rule, program)
    Page().show(lambda paper: show_rule(chosen, program, paper))


def _no_such_rule(rule: str, program: "Program") -> BadInput:
    pages = [page.id for page in program.protocol.deviations]
    known = [*program.protocol.by_id, program.protocol.schedule.id, *pages]
    near = suggestion(rule.upper(), known) or suggestion(rule, program.protocol.definitions)
    message = f"{program.protocol.id} has no rule or fact “{rule}”.{' ' * bool(near)}{near}"
    return BadInput([problem_at("RULE", message, "“cyclewise rules list” lists them.")])


def check(
    protocol: AnyProtocol = None,
    rules: RulesFolder = None,
    texts: Annotated[
        Path | None,
        typer.Option(
            "--texts",
            metavar="FOLDER",
            help="Texts of the sources, to compare quotes with. Default: beside the project.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Check rules for mistakes: words, units, sources, quotes, cases, what can never be met.

    Exit code 1 where anything is wrong. Warnings alone are no mistake.

    Example: cyclewise rules check
    """
    from cyclewise_cli.render.page import Page
    from cyclewise_cli.render.rules import findings_text

    found = shelf(rules)
    folders = found.protocols if protocol is None else (found.named(protocol),)
    wrong = False
    for folder in folders:
        try:
            findings = _findings(folder, found, texts or _texts_beside())
        except BadInput as bad:
            Page().write(f"{bad}\n\n{folder.name}: {_problems(len(bad.problems))}")
            wrong = True
            continue
        wrong |= any(each.severity == "error" for each in findings)
        Page().write(findings_text(folder.name, findings))
    if wrong:
        raise typer.Exit(NO)


def _problems(count: int) -> str:
    return "1 problem" if count == 1 else f"{count} problems"


def _findings(folder: Path, of: Shelf, texts: Path | None) -> "tuple[Finding, ...]":
    from cyclewise.bundled import bundled
    from cyclewise.protocol.case_parsing import read_case_files
    from cyclewise.protocol.checks import RuleBook
    from cyclewise.protocol.checks import check as checked

    known = knowledge(of)
    program = linked(folder, known)
    cases = read_case_files(folder, bundled("knowledge"), program.protocol, known)
    return checked(RuleBook(program.protocol, known, cases, texts, _beyond(program)))


def _beyond(program: "Program") -> "Beyond":
    """Return what the pages of endpoints name; raise BadInput with what is wrong with them.

    The page of simulation is read as well, for what is wrong with it.
    """
    from cyclewise.cohort.study import has_endpoints, read_study
    from cyclewise.protocol.checks import Beyond
    from cyclewise.simulation.page_parsing import has_simulation, read_simulation

    if has_simulation(program):
        read_simulation(program)
    return read_study(program).names if has_endpoints(program) else Beyond()


def _texts_beside() -> Path | None:
    """Return the folder of the sources' texts where it lies beside the project."""
    from cyclewise.bundled import bundled

    beside = bundled("rules").parent.parent / "shared" / "sources"
    return beside if beside.is_dir() else None


def new(
    family: Annotated[
        str, typer.Argument(metavar="FAMILY", help="The folder, such as hold, stop or alert.")
    ],
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="The file's name, such as fever-on-day-1.")
    ],
    rules: Annotated[
        Path, typer.Option("--rules", metavar="FOLDER", help="The folder of your own protocol.")
    ],
) -> None:
    """Begin a rule and its cases: two files with every heading in its order.

    Example: cyclewise rules new hold fever --rules my-protocol
    """
    from cyclewise_cli.commands.new_rule import write_rule

    for file in write_rule(rules, family, name):
        typer.echo(f"written: {file.as_posix()}")
    typer.echo(f"Fill them in, then: cyclewise rules check --rules {rules.as_posix()}")
