"""Phone calls; recordings are never read."""

from datetime import timedelta

from ..tables import calls as tables
from .record import Batch, Endpoint

ENDPOINTS = (
    Endpoint(
        name="calls",
        table=tables.Call,
        read="list",
        path="/calls",
        per_page=25,
        # No order is documented. Where it is another one, new calls come with the daily read.
        newest_first="created_at",
        lookback=timedelta(days=1),  # a call goes on changing until it has ended
        complete=True,
        since="2.14",
    ),
    Endpoint(
        name="call_transcripts",
        table=tables.CallTranscript,
        read="companion",
        parent="calls",
        path="/calls/search",
        batch=Batch(size=20, key="conversation_ids", field="conversation_id"),
        since="2.14",
        opt_in=True,
    ),
)
