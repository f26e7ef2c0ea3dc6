"""Lists, logs and feeds: complete though they move, and no dearer than what is new."""

from dataclasses import replace

from sandbox import Fault, Request, Sandbox, Workspace
from sources.intercom.tables.content import Article, ExternalPage
from sources.intercom.tables.help_centers import Collection, NewsItem
from sources.intercom.tables.memberships import ContactActivity
from sources.intercom.tables.workplace import AdminActivityLog, Brand, OfficeHoursException
from tests.acceptance.reader import Reader, endpoints
from tests.acceptance.settable_clock import NOW, SettableClock

DAY = 86_400


def sandbox(clock: SettableClock) -> Sandbox:
    return Sandbox(40, now=clock.glance, wall_clock=clock.glance)


def truth(api: Sandbox, kind: str) -> set[str]:
    return {str(one["id"]) for one in api.truth(kind)}


# Dies when a list is left after its last page: what was edited meanwhile moved to the first.
def test_a_row_that_moves_to_the_first_page_meanwhile_is_read(clock: SettableClock) -> None:
    with sandbox(clock) as api:
        reader = Reader(api, clock, endpoints("collections"))
        last = min(api.truth("collections"), key=lambda one: one["updated_at"])["id"]

        def edit(request: Request, workspace: Workspace) -> None:
            if request.query.get("page") == "2":
                api.api.hooks.clear()
                workspace.put("collections", last, {"name": "Edited"})

        api.on_request(edit)
        session = reader.run()

        assert reader.column(Collection, "name")[last] == "Edited"
        assert reader.ids(Collection) == truth(api, "collections")
        assert session.tallies["collections"].received == len(truth(api, "collections"))


# Dies when a list that shrank is not read again: the next page began one row too late.
def test_a_row_that_slips_to_the_page_before_is_read(clock: SettableClock) -> None:
    with sandbox(clock) as api:
        reader = Reader(api, clock, endpoints("news_items"))
        first = next(api.truth("news_items"))["id"]

        def remove(request: Request, workspace: Workspace) -> None:
            if request.query.get("page") == "3":
                api.api.hooks.clear()
                workspace.remove("news_items", first)

        api.on_request(remove)
        reader.run()

        assert reader.ids(NewsItem) - {first} == truth(api, "news_items")


# Dies when an unchanged list is written, or when it counts as complete though nothing was.
def test_a_list_that_is_as_it_was_is_not_written(clock: SettableClock) -> None:
    wanted = ("office_hours_schedules", "office_hours_exceptions", "brands")
    with sandbox(clock) as api:
        reader = Reader(api, clock, endpoints(*wanted))
        reader.run()
        clock.advance(DAY)
        brand = next(api.truth("brands"))["id"]
        api.workspace.put("brands", brand, {"name": "Renamed"})

        tallies = reader.run().tallies

        assert {name: tally.loaded.total() for name, tally in tallies.items()} == {
            "office_hours_schedules": 0,
            "office_hours_exceptions": 0,
            "brands": len(reader.ids(Brand)),
        }
        exceptions = tallies["office_hours_exceptions"]
        assert (exceptions.status, exceptions.read_kind) == ("complete", "incremental")
        assert exceptions.unchanged == len(reader.ids(OfficeHoursException))
        assert tallies["brands"].read_kind == "complete"


# Dies when a full refresh trusts what was written before.
def test_a_full_refresh_writes_unchanged_lists_too(clock: SettableClock) -> None:
    with sandbox(clock) as api:
        reader = Reader(api, clock, endpoints("brands"))
        reader.run()

        session = reader.run(full_refresh=True)

        assert session.tallies["brands"].loaded["brands"] == len(reader.ids(Brand))


# Dies when statistics are never read again, or each article is on each run.
def test_articles_are_asked_for_one_by_one_when_they_changed_and_once_a_day(
    clock: SettableClock,
) -> None:
    with sandbox(clock) as api:
        reader = Reader(api, clock, endpoints("articles"))
        reader.run()
        clock.advance(DAY / 2)
        changed = next(api.truth("articles"))["id"]
        api.workspace.put("articles", changed, {"title": "Changed"})
        api.requests.clear()
        half_a_day = reader.run()
        single = [one.path for one in api.requests if one.path.startswith("/articles/")]

        clock.advance(DAY)
        viewed = max(truth(api, "articles"))
        statistics = {"_detail": {"statistics": {"views": 4_711}}}
        api.workspace.put("articles", viewed, statistics, touch=False)
        whole = reader.run()

        assert single == [f"/articles/{changed}"]
        assert reader.column(Article, "title")[changed] == "Changed"
        assert reader.column(Article, "statistics_views")[viewed] == 4_711
        kinds = [one.tallies["articles"].read_kind for one in (half_a_day, whole)]
        assert kinds == ["incremental", "complete"]


# Dies when a window of the log that the server cannot answer is given up or skipped.
def test_a_month_of_the_log_that_is_too_much_for_the_server_is_halved(
    clock: SettableClock,
) -> None:
    with sandbox(clock) as api:
        api.fail(Fault("status", match="GET /admins/activity_logs", after=1, times=6))
        reader = Reader(api, clock, endpoints("admin_activity_logs"))

        session = reader.run()

        assert session.tallies["admin_activity_logs"].status == "complete"
        assert reader.ids(AdminActivityLog) == truth(api, "admin_activity_logs")
        lengths = [
            int(one.query["created_at_before"]) - int(one.query["created_at_after"]) - 1
            for one in api.requests
            if one.path == "/admins/activity_logs"
        ]
        assert min(lengths[:-1]) == 30 * DAY // 4


# Dies when a feed begins anew on each run, or leaves out what came late.
def test_a_feed_goes_on_behind_the_last_settled_row(clock: SettableClock) -> None:
    with sandbox(clock) as api:
        reader = Reader(api, clock, endpoints("contact_activities"))
        reader.run()
        position = reader.states["contact_activities"]["position"]
        settled = [
            one for one in api.truth("contact_activities") if one["created_at"] < NOW - 3_600
        ]
        clock.advance(DAY)
        people = [one["id"] for one in api.workspace.all("contacts")]
        api.workspace.merge_contacts(people[0], people[1])
        api.requests.clear()

        reader.run()

        assert position == settled[-1]["id"]
        asked = [one.query.get("starting_after") for one in api.requests]
        assert asked == [None, position]
        assert reader.ids(ContactActivity) == truth(api, "contact_activities")


# Dies when a position that Intercom forgot ends the resource for good.
def test_a_feed_whose_place_is_forgotten_is_read_from_its_beginning(clock: SettableClock) -> None:
    with sandbox(clock) as api:
        reader = Reader(api, clock, endpoints("contact_activities"))
        reader.states["contact_activities"]["position"] = "1500000000000.000000"

        session = reader.run()

        assert session.tallies["contact_activities"].status == "complete"
        assert reader.ids(ContactActivity) == truth(api, "contact_activities")


# Dies when a list of single objects takes for granted that each row has an id.
def test_a_row_without_an_id_is_put_aside(clock: SettableClock) -> None:
    with sandbox(clock) as api:
        nameless = next(api.truth("articles"))["id"]
        api.workspace.put("articles", nameless, {"id": None})
        reader = Reader(api, clock, endpoints("articles"))

        tally = reader.run().tallies["articles"]

        assert (tally.status, len(tally.findings.rejected)) == ("complete", 1)
        assert reader.ids(Article) == truth(api, "articles") - {"None"}


# Dies when page sizes above what the server allows, or none at all, lose rows.
def test_any_page_size_brings_every_row(clock: SettableClock) -> None:
    with sandbox(clock) as api:
        for size in (0, 1, 7, 1_000):
            wanted = [replace(one, per_page=size) for one in endpoints("external_pages")]
            reader = Reader(api, clock, wanted)

            reader.run()

            assert reader.ids(ExternalPage) == truth(api, "external_pages")


# Dies when lists are read one after the other: each would wait for the answers of all before it.
def test_a_list_that_waits_for_its_answer_holds_up_no_other(clock: SettableClock) -> None:
    with sandbox(clock) as api:
        api.fail(Fault("status", match="GET /tags", status=503, times=3))
        Reader(api, clock, endpoints("tags", "segments", "help_centers")).run()

        paths = [request.path for request in api.requests]
        between = paths[paths.index("/tags") : len(paths) - paths[::-1].index("/tags")]
        assert {"/segments", "/help_center/help_centers"} <= set(between)
