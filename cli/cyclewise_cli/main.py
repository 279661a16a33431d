"""The command line: every command by its name, and what its end means to a shell."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING

import typer

from cyclewise.documents.problem import BadInput, visible
from cyclewise_cli.commands.audit import audit
from cyclewise_cli.commands.convert import convert
from cyclewise_cli.commands.coverage import coverage
from cyclewise_cli.commands.demo import demo
from cyclewise_cli.commands.diff import diff
from cyclewise_cli.commands.doctor import doctor
from cyclewise_cli.commands.monitor import monitor
from cyclewise_cli.commands.prove import prove
from cyclewise_cli.commands.recommend import recommend
from cyclewise_cli.commands.report import report
from cyclewise_cli.commands.rules import check, list_rules, new, show
from cyclewise_cli.commands.schema import schema
from cyclewise_cli.commands.simulate import simulate
from cyclewise_cli.commands.timeline import timeline
from cyclewise_cli.commands.trial import run_cases
from cyclewise_cli.commands.what_if import what_if
from cyclewise_cli.commands.why_not import why_not

if TYPE_CHECKING:
    from collections.abc import Callable

BAD_INPUT = 2
BROKEN = 3
_INTERRUPTED = 130
_SELDOM = 50_000
"""After so many new objects garbage is looked for; pages read become objects that all stay."""


def _app(about: str) -> typer.Typer:
    return typer.Typer(
        help=about,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )


app = _app("Clinical rules over patient timelines, with reasons. Research use.")
rules = _app("Look at, check and write the rules of a protocol.")

_COMMANDS: dict[str, Callable[..., None]] = {
    "recommend": recommend,
    "why-not": why_not,
    "what-if": what_if,
    "monitor": monitor,
    "timeline": timeline,
    "audit": audit,
    "report": report,
    "convert": convert,
    "simulate": simulate,
    "schema": schema,
    "doctor": doctor,
    "demo": demo,
}
_RULES: dict[str, Callable[..., None]] = {
    "list": list_rules,
    "show": show,
    "check": check,
    "test": run_cases,
    "prove": prove,
    "coverage": coverage,
    "diff": diff,
    "new": new,
}
for name, command in _COMMANDS.items():
    app.command(name)(command)
for name, command in _RULES.items():
    rules.command(name)(command)
app.add_typer(rules, name="rules")


def main() -> None:
    """Run the command line and leave with the exit code that design.md promises."""
    gc.set_threshold(_SELDOM)
    try:
        app()
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


def broken(fault: Exception) -> str:
    """Return what a reader is told when the program itself is at fault."""
    if type(fault).__name__ == "Disagreement":
        return (
            "The two engines disagree, so no answer is shown.\n"
            f"{visible(str(fault))}\n"
            "Do not act on this patient's earlier answers before the fault is found; report it."
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
