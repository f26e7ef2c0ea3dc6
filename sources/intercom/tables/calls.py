"""Phone calls and what was said in them."""

from ..columns import Id, Json, Key, MaybeTime, Seconds, Text, Time, col, key
from ..rows import Row


class Call(Row, table="calls", implied={"type": "call"}):
    """One row per phone call; `GET /calls`. Recordings are never read."""

    id: Key = key("id", "Intercom's id.")
    conversation_id: Id = col("conversation_id", "Its conversation.")
    admin_id: Id = col("admin_id", "Teammate on the phone.")
    contact_id: Id = col("contact_id", "Contact on the phone.")
    state: Text = col("state", "State.")
    call_type: Text = col("call_type", "phone, web, ...")
    direction: Text = col("direction", "inbound or outbound.")
    ended_reason: Text = col("ended_reason", "Why it ended.")
    phone: Text = col("phone", "Telephone number of the contact.")
    recording_url: Text = col("recording_url", "Where the recording is.")
    transcription_url: Text = col("transcription_url", "Where the transcript is.")
    fin_recording_url: Text = col("fin_recording_url", "Where the recording of Fin is.")
    fin_transcription_url: Text = col("fin_transcription_url", "Where the transcript of Fin is.")
    duration: Seconds = col("duration", "As the caller saw it; Preview only.")
    talk_time: Seconds = col("talk_time", "Teammate and contact talked; Preview only.")
    queue_time: Seconds = col("queue_time", "The caller waited; Preview only.")
    hold_time: Seconds = col("hold_time", "On hold; Preview only.")
    initiated_at: MaybeTime = col("initiated_at", "When it was dialled.")
    answered_at: MaybeTime = col("answered_at", "When it was answered.")
    ended_at: MaybeTime = col("ended_at", "When it ended.")
    created_at: Time = col("created_at", "When Intercom made the row.")
    updated_at: Time = col("updated_at", "Last change.")


class CallTranscript(Row, table="call_transcripts", beside=Call):
    """One row per phone call of a conversation, with what was said; `POST /calls/search`."""

    id: Key = key("id", "The call.")
    conversation_id: Id = col("conversation_id", "Its conversation.")
    transcript: Json = col("transcript", "Who said what, in order.")
    transcript_status: Text = col("transcript_status", "Whether there is one, or will be.")
