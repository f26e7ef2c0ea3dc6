"""The command line as it is typed: commands, options and their help. Imports nothing heavy."""

import argparse
from collections.abc import Sequence
from functools import partial
from importlib import metadata

from . import epilogs

PROG = "intercom-elt"
VERIFY_DAYS = 30
_FORM = partial(argparse.RawDescriptionHelpFormatter, max_help_position=34)


def parse(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line; wrong usage ends the program with exit code 2."""
    parser = _parser()
    asked, rest = parser.parse_known_args(argv)
    if asked.command != "sandbox" and rest:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    asked.rest = rest
    asked.debug = hasattr(asked, "debug")  # before or after the command
    return asked


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
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


def _everywhere() -> argparse.ArgumentParser:
    """What is understood before and after the command."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument(
        "--debug", action="store_true", default=argparse.SUPPRESS, help="show tracebacks"
    )
    return parser


def _demo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--conversations", type=int, default=2_000, metavar="N", help="how many (default 2000)"
    )


def _transform(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--select",
        nargs="+",
        metavar="NAME",
        help="only these; NAME+ with all that read it, +NAME with all that it reads",
    )
    parser.add_argument("--full", action="store_true", help="compute everything anew")
    _destination(parser)


def _show(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", metavar="NAME", help="a table, view or check")
    _destination(parser)


def _check(parser: argparse.ArgumentParser) -> None:
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
    _destination(parser)
    _json(parser)


def _status(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--runs", type=int, default=5, metavar="N", help="how many past runs to show (default 5)"
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
    _destination(parser)
    _json(parser)


def _destination(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--destination",
        choices=("duckdb", "postgres"),
        help="which warehouse (default: the one that is configured, else warehouse.duckdb here)",
    )


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object for programs")


def version() -> str:
    """The installed version."""
    try:
        return metadata.version(PROG)
    except metadata.PackageNotFoundError:
        return "(not installed)"
