"""The command line as it is typed: commands, options and their help. Imports nothing heavy."""

import argparse
from collections.abc import Sequence
from functools import partial
from importlib import metadata

PROG = "intercom-elt"
_FORM = partial(argparse.RawDescriptionHelpFormatter, max_help_position=34)

_TOP = """\
first steps:
  intercom-elt demo                       see it work on a simulated workspace, no account needed
  export SOURCES__INTERCOM__ACCESS_TOKEN=...
  intercom-elt doctor                     is everything set up as it should be?
  intercom-elt sync                       load what is new and changed, then the reports

settings come from the environment or from .dlt/config.toml and .dlt/secrets.toml in this folder:
  [sources.intercom]      access_token, region (us, eu, au), start_date, workspace, ...
  [destination.postgres]  credentials (or DESTINATION__POSTGRES__CREDENTIALS)

exit codes:
  0  all well
  1  failed on the way (network, server, warehouse); the next run goes on where this one stopped
  2  something has to be changed first (usage, settings, a refused token, an unusable path)
  3  loaded, but with rejected rows, or without a resource that was asked for by name
"""
_SYNC = """\
examples:
  intercom-elt sync                                 everything new and changed since the last run
  intercom-elt sync conversations tickets           only these (and the workspace itself)
  intercom-elt sync --all                           everything that can be read
  intercom-elt sync --start-date 2024-01-01         begin the history there, or read it again
  intercom-elt sync --full-refresh                  read everything again, as if for the first time
  intercom-elt sync --destination postgres          load into Postgres instead of DuckDB
  intercom-elt sync --json | jq .tables             the summary for a program

Rows that exist are updated, never doubled: it is always safe to run again. On a terminal you see
a live view; elsewhere one line per resource and slice, on stderr.
"""
_TRANSFORM = """\
examples:
  intercom-elt transform                            bring the reports up to date with what is loaded
  intercom-elt transform --full                     compute everything anew, not only what changed
  intercom-elt transform --select customer_waits    only this table
  intercom-elt transform --select int_states+       this one, and all that read it
  intercom-elt transform --select +ratings teams    this one, with all that it reads, and another
  intercom-elt transform --destination postgres     the same in Postgres

Only conversations that changed since the last run are computed again; a table whose SQL or whose
settings changed is rebuilt by itself. Needs neither a token nor the network. Settings:
  [transforms]            report_time_zone, office_hours_schedule, excluded_tags, extra_columns,
                          deleted_conversations (as_intercom, count, drop), dataset
"""
_SHOW = """\
examples:
  intercom-elt show                                 every table, view and check, and what it is
  intercom-elt show conversations                   its SQL as it runs in this warehouse
  intercom-elt show customer_waits | less           with its header: key, units, what is null
  intercom-elt show ratings --destination postgres  as it runs in Postgres

Needs neither a token nor the network, nor a warehouse.
"""
_CHECK = """\
examples:
  intercom-elt check                                is what the reports say sound?
  intercom-elt check --json                         the same for a program

Compares each of Intercom's own statistics with the number computed from the parts, and runs every
file of transforms/checks: a select that must find no row. `intercom-elt show NAME` shows its SQL,
and statistics_reconciliation in the warehouse every single comparison.

Exit code 1 when a check finds rows.
"""
_VERIFY = """\
examples:
  intercom-elt verify                               the last 30 days, then repair what differs
  intercom-elt verify --dry-run                     only tell
  intercom-elt verify --days 365 --resource conversations tickets
  intercom-elt verify --json                        the report for a program

Searches Intercom for what was updated in these days up to the last sync, and holds ids, times and
numbers of parts against the warehouse. Costs one request per 150 rows (50 tickets), and one for
each row that differs:
  missing  Intercom has it, the warehouse does not     it is read again
  stale    the warehouse holds an older version        it is read again
  gone     the warehouse has it, Intercom does not     asked for by its id; a 404 is kept in the
                                                       raw table gone_objects
Parts that should be there and are not make their conversation or ticket be read again. With
--dry-run nothing is asked for by its id: what is gone may be archived, too. The ledger keeps each
verification in sync_runs, as verify_conversations and so on.

exit codes: 0 all equal, or repaired; 3 something differs still, or a resource that was named cannot
be compared; 1 and 2 as for every command.
"""
_STATUS = """\
examples:
  intercom-elt status                               how fresh is each table, how did the runs go?
  intercom-elt status --runs 20                     more of the past runs
  intercom-elt status --json                        the same for a program

Needs neither a token nor the network.
"""
_DOCTOR = """\
examples:
  intercom-elt doctor                               check settings, token, permissions, warehouse
  intercom-elt doctor --destination postgres        the same, with Postgres

Sends about a dozen cheap requests and changes nothing.
"""
_DEMO = """\
Starts a simulated workspace, syncs it, changes it, syncs what changed, and prints a few reports.
Everything lands in demo.duckdb in this folder, which is replaced. No settings are used.
"""
_RESOURCES = """\
examples:
  intercom-elt resources                            what can be synced, and what it costs
  intercom-elt sync conversation_handling_events    an opt-in resource, with what it hangs on
"""


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
        epilog=_TOP,
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

    _demo(command("demo", "see it work on a simulated workspace, without an account", _DEMO))
    _sync(command("sync", "load what is new and changed, then bring the reports up to date", _SYNC))
    _transform(command("transform", "bring the reports up to date with what is loaded", _TRANSFORM))
    _show(command("show", "list the reports, or print the SQL of one as it runs", _SHOW))
    _check(command("check", "test what the reports say", _CHECK))
    _verify(command("verify", "compare the warehouse with Intercom, and repair it", _VERIFY))
    _status(command("status", "show how fresh the warehouse is, and the last runs", _STATUS))
    _destination(
        command("doctor", "find out what is wrong with the setup, and what to do", _DOCTOR)
    )
    _json(command("resources", "list what can be synced", _RESOURCES))
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


def _verify(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--days", type=int, default=30, metavar="N", help="how far to look back (default 30)"
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
