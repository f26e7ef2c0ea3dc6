"""Workspaces whose ids overlap share a warehouse and never meet."""

import pytest

from sandbox import Sandbox
from sources.intercom import tables
from sources.intercom.errors import SettingsInvalid
from tests.acceptance.raw_dataset import RawDataset
from tests.acceptance.reader import endpoints
from tests.acceptance.settable_clock import SettableClock
from tests.acceptance.source_tables import differences, gone

READ = endpoints("contacts", "conversations")
MODELS = (
    tables.Contact,
    tables.Conversation,
    tables.ConversationPart,
    tables.ConversationCustomAttribute,
)


def sandbox(clock: SettableClock, workspace_id: str) -> Sandbox:
    return Sandbox(
        25,
        workspace_id=workspace_id,
        token=f"token-of-{workspace_id}",
        now=clock.glance,
        wall_clock=clock.glance,
    )


def test_two_workspaces_with_the_same_ids_never_mix(raw: RawDataset, clock: SettableClock) -> None:
    with sandbox(clock, "acme1234") as acme, sandbox(clock, "zeta5678") as zeta:
        both = ((acme, None), (zeta, "zeta"))
        for api, name in both:
            raw.sync(api, clock, READ, workspace=name)
        clock.advance(7_200)
        acme.workspace.change(15, seed=1)
        zeta.workspace.change(15, seed=2)
        deleted = next(one["id"] for one in zeta.truth("conversations"))
        zeta.workspace.delete_conversation(deleted)

        for api, name in both:
            raw.sync(api, clock, READ, workspace=name)

        assert {one["id"] for one in acme.truth("conversations")} & {
            one["id"] for one in zeta.truth("conversations")
        } != set()
        assert [differences(api, raw, *MODELS) for api, _ in both] == [{}, {}]
        assert gone(acme, raw, *MODELS) == {}
        assert {row["id"] for row in gone(zeta, raw, *MODELS)["conversations"]} == {deleted}
        runs = raw.rows(tables.SyncRun)
        assert {row["workspace_id"] for row in runs} == {"acme1234", "zeta5678"}


def test_the_token_of_another_workspace_is_refused(
    postgres_raw: RawDataset, clock: SettableClock
) -> None:
    wanted = endpoints("workspaces", "contacts")
    with sandbox(clock, "acme1234") as acme, sandbox(clock, "zeta5678") as zeta:
        postgres_raw.sync(acme, clock, wanted)
        before = postgres_raw.everything()

        with pytest.raises(Exception, match="give the second workspace a name") as caught:
            postgres_raw.sync(zeta, clock, wanted)

        assert isinstance(origin(caught.value), SettingsInvalid)
        assert postgres_raw.everything() == before
        assert postgres_raw.sync(acme, clock, wanted).failure() is None


def origin(error: BaseException) -> BaseException:
    """The first of the errors that a library wrapped."""
    while error.__cause__ is not None:
        error = error.__cause__
    return error
