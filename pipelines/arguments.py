"""The command line as it is typed: commands, options and their help. Imports nothing heavy."""

import argparse
import re
from collections.abc import Iterable, Sequence
from functools import partial
from importlib import metadata
from typing import NoReturn

from . import epilogs

PROG = "intercom-elt"
VERIFY_DAYS = 30
MOST_IN_DEMO = 200_000
MIN_AGREEMENT = 95.0
_UNITS = {"s": 1, "m": 60, "h": 3_600}
_FORM = partial(argparse.RawDescriptionHelpFormatter, max_help_position=34)


def parse(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line; wrong usage ends the program with exit code 2."""
    parser = _parser()
    asked, rest = parser.parse_known_args(argv)
    if asked.command != "sandbox" and rest:
        near = nearest(rest[0], parser.options(asked.command))
        parser.error(f"unrecognized arguments: {' '.join(rest)}{near}")
    asked.rest = rest
    asked.debug = hasattr(asked, "debug")  # before or after the command
    return asked


def nearest(word: str, known: Iterable[str]) -> str:
    """`; did you mean sync?` for what is nearly a known word, else nothing."""
    from difflib import get_close_matches

    found = get_close_matches(word, list(known), n=1, cutoff=0.7)
    return f"; did you mean {found[0]}?" if found else ""


class _Parser(argparse.ArgumentParser):
    """Names the nearest command where a command is mistyped."""

    def options(self, command: str) -> list[str]:
        """The options of a command."""
        for action in self._actions:
            if isinstance(action, argparse._SubParsersAction):
                return list(action.choices[command]._option_string_actions)
        return []

    def error(self, message: str) -> NoReturn:
        """End with a sentence that helps."""
        mistyped = re.match(
            r"argument COMMAND: invalid choice: '(.+?)' \(choose from (.+)\)", message
        )
        if mistyped:
            known = re.findall(r"[\w-]+", mistyped[2])
            near = nearest(mistyped[1], known) or f"; there are {', '.join(known)}"
            message = f"there is no command '{mistyped[1]}'{near}"
        super().error(message)


def _parser() -> _Parser:
    parser = _Parser(
        prog=PROG,
        description="Keeps a DuckDB or Postgres warehouse in step with an Intercom workspace.",
        epilog=epilogs.TOP,
        formatter_class=_FORM,
        parents=[_everywhere()],
    )
    parser.add_argument("--version", action="version", version=f"{PROG} {version()}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def command(name: str, text: str, epilog: str) -> argparse.ArgumentParser:
        return commands.add_parser(
            name,
            help=text,
            description=f"{text[0].upper()}{text[1:]}.",
            epilog=epilog,
            formatter_class=_FORM,
            parents=[_everywhere()],
        )

    _demo(command("demo", "see it work on a simulated workspace, without an account", epilogs.DEMO))
    _sync(
        command(
            "sync", "load what is new and changed, then bring the reports up to date", epilogs.SYNC
        )
    )
    _transform(
        command("transform", "bring the reports up to date with what is loaded", epilogs.TRANSFORM)
    )
    _show(command("show", "list the reports, or print the SQL of one as it runs", epilogs.SHOW))
    _check(command("check", "test what the reports say", epilogs.CHECK))
    _verify(command("verify", "compare the warehouse with Intercom, and repair it", epilogs.VERIFY))
    _query(command("query", "run one select on the warehouse, and print its rows", epilogs.QUERY))
    _status(command("status", "show how fresh the warehouse is, and the last runs", epilogs.STATUS))
    _destination(
        command("doctor", "find out what is wrong with the setup, and what to do", epilogs.DOCTOR)
    )
    _resources(command("resources", "list what can be synced", epilogs.RESOURCES))
    commands.add_parser(
        "sandbox",
        help="serve a simulated workspace on 127.0.0.1 (see sandbox --help)",
        add_help=False,  # its own options, and its own help
        allow_abbrev=False,
    )
    return parser


def _everywhere() -> _Parser:
    """What is understood before and after the command."""
    parser = _Parser(add_help=False)
    parser.add_argument(
        "--debug", action="store_true", default=argparse.SUPPRESS, help="show tracebacks"
    )
    return parser


def _demo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--conversations",
        type=_some,
        default=2_000,
        metavar="N",
        help="how many (default 2000)",
    )


def _some(text: str) -> int:
    """How many conversations a demo can be made of."""
    number = int(text) if text.isdecimal() and len(text) < 9 else 0
    if not 0 < number <= MOST_IN_DEMO:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 to {MOST_IN_DEMO:,}")
    return number


def _transform(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--select",
        nargs="+",
        metavar="NAME",
        help="only these; NAME+ with all that read it, +NAME with all that it reads",
    )
    parser.add_argument("--full", action="store_true", help="compute everything anew")
    _wait(parser)
    _destination(parser)
    _logs(parser)


def _show(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", metavar="NAME", help="a table, view or check")
    _destination(parser)


def _check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--min-agreement",
        type=float,
        default=MIN_AGREEMENT,
        metavar="PERCENT",
        help="fail when fewer of Intercom's statistics agree with ours"
        f" (default {MIN_AGREEMENT:g})",
    )
    _destination(parser)
    _json(parser)


def _resources(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--check",
        action="store_true",
        help="ask for one row of each, to see what the configured token may read",
    )
    _json(parser)


def _verify(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--days",
        type=int,
        default=VERIFY_DAYS,
        metavar="N",
        help=f"how far to look back from the last sync (default {VERIFY_DAYS})",
    )
    parser.add_argument(
        "--resource",
        nargs="+",
        metavar="NAME",
        help="conversations, contacts, tickets or companies (default: all of them)",
    )
    parser.add_argument(
        "--dry-run", "--no-repair", action="store_true", help="tell what differs, change nothing"
    )
    parser.add_argument("--no-transform", action="store_true", help="leave the reports")
    _wait(parser)
    _destination(parser)
    _json(parser)
    _logs(parser)


def _query(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("sql", metavar="SELECT", help="the query; - reads it from stdin")
    parser.add_argument("--csv", action="store_true", help="print all rows as CSV")
    _destination(parser)
    _json(parser)


def _status(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--runs", type=int, default=5, metavar="N", help="how many past runs to show (default 5)"
    )
    parser.add_argument(
        "--fail-if-older-than",
        metavar="AGE",
        help="exit code 1 unless all that a plain sync reads was complete within 90m, 2h, 1d",
    )
    _destination(parser)
    _json(parser)


def _sync(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "resources",
        nargs="*",
        metavar="RESOURCE",
        help="what to sync (default: all but opt-in)",
    )
    parser.add_argument(
        "--start-date",
        metavar="DATE",
        help="read what was updated since then, also if loaded already (2024-05-31, UTC)",
    )
    parser.add_argument(
        "--full-refresh", action="store_true", help="read everything again; no row is lost"
    )
    parser.add_argument(
        "--all", action="store_true", help="also what costs one request per conversation or contact"
    )
    parser.add_argument(
        "--refresh-days",
        type=int,
        metavar="DAYS",
        help="look again once a day at what was updated in so many days, for changes that Intercom"
        " does not date (default 30; 0: never)",
    )
    parser.add_argument(
        "--verify",
        action="store_true",
        help=f"compare the last {VERIFY_DAYS} days with Intercom afterwards, and repair them",
    )
    parser.add_argument("--no-transform", action="store_true", help="load only, leave the reports")
    _wait(parser)
    _destination(parser)
    _json(parser)
    _logs(parser)


def _destination(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--destination",
        choices=("duckdb", "postgres"),
        help="which warehouse (default: the one that is configured, else warehouse.duckdb here)",
    )
    parser.add_argument(
        "--warehouse", metavar="FILE", help="this DuckDB file, whatever is configured"
    )


def _wait(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--wait",
        type=_seconds,
        default=0.0,
        metavar="TIME",
        help="wait so long for another sync, or a program that has the file open (30s, 10m, 1h)",
    )


def _seconds(text: str) -> float:
    """A span of time as it is typed, in seconds."""
    number, unit = text[:-1], text[-1:]
    if not number.isdigit() or unit not in _UNITS:
        raise argparse.ArgumentTypeError(f"{text!r} is no time; write 30s, 10m or 1h")
    return float(number) * _UNITS[unit]


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object for programs")


def _logs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--quiet", action="store_true", help="print nothing while all is well (for cron)"
    )
    parser.add_argument(
        "--log-format",
        choices=("text", "json"),
        help="log lines on stderr in this form, also on a terminal",
    )


def version() -> str:
    """The installed version."""
    try:
        return metadata.version(PROG)
    except metadata.PackageNotFoundError:
        return "(not installed)"
