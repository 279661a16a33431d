"""The command line: every command by its name, and what its end means to a shell."""

from __future__ import annotations

import gc
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module

import typer

from cyclewise.documents.problem import BadInput, visible

BAD_INPUT = 2
BROKEN = 3
_INTERRUPTED = 130
_SELDOM = 50_000
"""After so many new objects garbage is looked for; pages read become objects that all stay."""

COMMANDS = {
    "recommend": "recommend.recommend",
    "why-not": "why_not.why_not",
    "what-if": "what_if.what_if",
    "monitor": "monitor.monitor",
    "timeline": "timeline.timeline",
    "audit": "audit.audit",
    "merge": "merge.merge",
    "report": "report.report",
    "convert": "convert.convert",
    "simulate": "simulate.simulate",
    "schema": "schema.schema",
    "doctor": "doctor.doctor",
    "demo": "demo.demo",
}
"""The function of each command, among the modules of commands."""

RULES = {
    "list": "rules.list_rules",
    "show": "rules.show",
    "check": "rules.check",
    "test": "trial.run_cases",
    "prove": "prove.prove",
    "coverage": "coverage.coverage",
    "diff": "diff.diff",
    "book": "book.book",
    "new": "rules.new",
}


def command_line(words: Sequence[str] = ()) -> typer.Typer:
    """Return the command line for some words: the command they name, or all where they name none.

    What is not asked for is not imported, so that an answer comes as fast as it can.
    """
    first, second = (*words, "", "")[:2]
    app = _group("Clinical rules over patient timelines, with reasons. Research use.")
    if first != "rules":
        _add(app, COMMANDS, first)
    if first not in COMMANDS:
        rules = _group("Look at, check and write the rules of a protocol.")
        _add(rules, RULES, second)
        app.add_typer(rules, name="rules")
    return app


def _group(about: str) -> typer.Typer:
    group = typer.Typer(
        help=about,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    # With it, a group of one command is a group still.
    group.callback()(lambda: None)
    return group


def _add(group: typer.Typer, commands: Mapping[str, str], asked: str) -> None:
    for name in (asked,) if asked in commands else commands:
        module, function = commands[name].split(".")
        command = getattr(import_module(f"cyclewise_cli.commands.{module}"), function)
        group.command(name)(command)


def main() -> None:
    """Run the command line and leave with the exit code that design.md promises."""
    gc.set_threshold(_SELDOM)
    try:
        command_line(sys.argv[1:])()
    except BadInput as bad:
        _say(str(bad))
        sys.exit(BAD_INPUT)
    except BrokenPipeError:
        _silence()
        sys.exit(0)
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    except Exception as fault:  # noqa: BLE001 - a fault of the program may show nothing else
        _say(broken(fault))
        sys.exit(BROKEN)
    finally:
        # Python looks for garbage once more as it ends; what is frozen it leaves to the system.
        gc.freeze()


def broken(fault: Exception) -> str:
    """Return what a reader is told when the program itself is at fault."""
    if type(fault).__name__ == "Disagreement":
        return (
            "The two engines disagree, so no answer is shown.\n"
            f"{visible(str(fault))}\n"
            "Do not act on this patient's earlier answers before the fault is found; report it."
        )
    if type(fault).__name__ == "BrokenProcessPool":
        return (
            "A process at work on a part of the cohort was ended from outside, most often for want "
            "of memory.\nNo answer is shown. Ask again with --jobs 1, which needs the least."
        )
    return (
        "CycleWise is at fault here, not your file, and no answer is shown.\n"
        f"{type(fault).__name__}: {visible(str(fault))} ({_place(fault)})\n"
        "Please report it with the command you gave."
    )


def _place(fault: Exception) -> str:
    """Return the file and line that failed, without the folders above the package."""
    trace = fault.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "place unknown"
    file = trace.tb_frame.f_code.co_filename.replace("\\", "/")
    return f"{'/'.join(file.split('/')[-2:])}:{trace.tb_lineno}"


def _say(text: str) -> None:
    encoding = sys.stderr.encoding or "ascii"
    sys.stderr.write(text.encode(encoding, "replace").decode(encoding) + "\n")


def _silence() -> None:
    """Close what nobody reads any more, so that Python does not complain at its end."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
