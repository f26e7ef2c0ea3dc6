"""What stands below the options in `--help`: examples, and what one should know."""

TOP = """\
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
  3  loaded, but with rejected rows, without a resource that was asked for by name or could be read
     before, or with rows that a verification found to differ
  4  another sync holds the warehouse; nothing was done
  130, 143  stopped by Ctrl-C or by SIGTERM; the next run goes on where this one stopped
"""
SYNC = """\
examples:
  intercom-elt sync                                 everything new and changed since the last run
  intercom-elt sync conversations tickets           only these (and the workspace itself)
  intercom-elt sync --all                           everything that can be read
  intercom-elt sync --start-date 2024-01-01         only from there on, also what is loaded
  intercom-elt sync --full-refresh                  read everything again, as if for the first time
  intercom-elt sync --destination postgres          load into Postgres instead of DuckDB
  intercom-elt sync --verify                        then compare the last 30 days with Intercom
  intercom-elt sync --json | jq .tables             the summary for a program

What Intercom does not list is read when it is named under [sources.intercom] in .dlt/config.toml,
or in the environment:
  custom_object_types = ["Order"]                   identifiers of custom object types
  lookups.visitors = ["<user_id>"]                  also workflows, message_statuses (by ruleset)
                                                    and whatsapp_message_statuses
  SOURCES__INTERCOM__CUSTOM_OBJECT_TYPES="Order, Subscription"
  SOURCES__INTERCOM__LOOKUPS='{"visitors": ["<user_id>"]}'

Rows that exist are updated, never doubled: it is always safe to run again. On a terminal you see
a live view; elsewhere one line per resource and slice, on stderr.
"""
TRANSFORM = """\
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
                          our_domains, bot_admins, bot_apps (who is a teammate, who is a bot),
                          deleted_conversations (as_intercom, count, drop), dataset
"""
SHOW = """\
examples:
  intercom-elt show                                 every table, view and check, and what it is
  intercom-elt show conversations                   its SQL as it runs in this warehouse
  intercom-elt show customer_waits | less           with its header: key, units, what is null
  intercom-elt show ratings --destination postgres  as it runs in Postgres

Needs neither a token nor the network, nor a warehouse.
"""
CHECK = """\
examples:
  intercom-elt check                                is what the reports say sound?
  intercom-elt check --json                         the same for a program

Compares each of Intercom's own statistics with the number computed from the parts, and runs every
file of transforms/checks: a select that must find no row. `intercom-elt show NAME` shows its SQL,
and statistics_reconciliation in the warehouse every single comparison.

Exit code 1 when a check finds rows, or when fewer statistics agree than --min-agreement says.
"""
VERIFY = """\
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
--dry-run nothing is asked for by its id: what is gone may be archived, too. Every row of these days
takes some 300 bytes of memory. The ledger keeps each verification in sync_runs, as
verify_conversations and so on.

exit codes: 0 all equal, or repaired; 3 something differs still, or a resource that was named cannot
be compared; 1 and 2 as for every command.
"""
QUERY = """\
examples:
  intercom-elt query "select * from backlog_daily order by local_date desc limit 20"
  intercom-elt query "select state, count(*) from intercom.conversations group by 1"
  intercom-elt query --csv "select * from ratings" > ratings.csv
  intercom-elt query --json - < question.sql

Names without a dataset are looked for among the reports, then among the raw tables; the connection
can only read. People see at most 200 rows, CSV and JSON hold them all. Times are in UTC.
"""
STATUS = """\
examples:
  intercom-elt status                               how fresh is each table, how did the runs go?
  intercom-elt status --runs 20                     more of the past runs
  intercom-elt status --json                        the same for a program
  intercom-elt status --fail-if-older-than 2h       exit code 1 unless all was complete since

What counts is what a plain sync reads and the token may read. It needs neither token nor network.
"""
DOCTOR = """\
examples:
  intercom-elt doctor                               check settings, token, permissions, warehouse
  intercom-elt doctor --destination postgres        the same, with Postgres

Sends some forty cheap requests and changes nothing. A resource that the token may not read is
passed by, and told with the permission to tick; only without conversations, or without what was
read before, something has to be changed.
"""
DEMO = """\
Starts a simulated workspace, syncs it, changes it, syncs what changed, and prints a few reports.
Everything lands in demo.duckdb in this folder, which is replaced. No settings are used.
"""
RESOURCES = """\
examples:
  intercom-elt resources                            what can be synced, and what it costs
  intercom-elt resources --check                    and which of it this token may read
  intercom-elt sync conversation_handling_events    an opt-in resource, with what it hangs on

--check sends about fifty requests, each for one row; what is read with the rows of another resource
is not asked for. Where Intercom's documents do not say which permission a resource takes, neither
do we; a refusal names it.
"""
