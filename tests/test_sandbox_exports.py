"""The exports of the simulated workspace: their jobs, their limits and their files."""

import csv
import gzip
import io
import tarfile
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from sandbox import Sandbox

NOW = 1_763_800_000
DAY = 86_400
SPAN = {"created_at_after": 0, "created_at_before": NOW}
COLUMNS = ["standard.conversation_id", "standard.channel", "team.currently_assigned_team_id"]
IDS = "?app_id=acme1234&client_id=1"


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.now = float(NOW)

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def api(clock: Clock) -> Iterator[Sandbox]:
    with Sandbox(conversations=60, seed=7, now=clock) as sandbox:
        sandbox.knobs.reporting_retention_days = None
        yield sandbox


@pytest.fixture
def client(api: Sandbox) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {api.token}", "Accept": "application/json"}
    with httpx.Client(base_url=api.base_url, headers=headers, timeout=5) as client:
        yield client


def enqueue(client: httpx.Client, **more: Any) -> httpx.Response:
    span = {"start_time": 0, "end_time": NOW}
    body = {"dataset_id": "conversation", "attribute_ids": COLUMNS, **span, **more}
    return client.post("/export/reporting_data/enqueue", json=body)


def refusal(response: httpx.Response) -> tuple[int, str, str]:
    error = response.json()["errors"][0]
    return response.status_code, error["code"], error["message"]


def download(client: httpx.Client, url: str) -> httpx.Response:
    """The file, from the sandbox: the URL names Intercom's own host."""
    path = urlsplit(url).path
    return client.get(f"{path}{IDS}", headers={"Accept": "application/octet-stream"})


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_content_export_goes_from_pending_to_its_file(api, client):
    created = client.post("/export/content/data", json=SPAN).json()
    path = f"/export/content/data/{created['job_identifier']}"
    api.knobs.export_polls = 1

    statuses = [created["status"], *(client.get(path).json()["status"] for _ in range(2))]
    done = client.get(path).json()
    file = download(client, done["download_url"])

    assert statuses == ["pending", "completed", "completed"]
    assert created["download_url"] == created["download_expires_at"] == ""
    assert done["download_expires_at"] == str(NOW + 2 * DAY)
    assert read(gzip.decompress(file.content).decode()) == list(api.truth("content_receipts"))


def test_jobs_take_as_many_looks_as_the_knob_says(api, client):
    api.knobs.export_polls = 3
    created = client.post("/export/content/data", json=SPAN).json()

    path = f"/export/content/data/{created['job_identifier']}"
    statuses = [client.get(path).json()["status"] for _ in range(4)]

    assert statuses == ["in_progress", "in_progress", "completed", "completed"]


def test_one_content_export_may_be_pending_and_waiting_helps(api, client):
    api.knobs.export_polls = 2
    client.post("/export/content/data", json=SPAN)

    answers = [client.post("/export/content/data", json=SPAN) for _ in range(3)]

    message = "Exceeded rate limit of 1 pending message data export jobs"
    assert [one.status_code for one in answers] == [429, 429, 200]
    assert refusal(answers[0]) == (429, "rate_limit_exceeded", message)


def test_a_canceled_export_makes_room(client):
    created = client.post("/export/content/data", json=SPAN).json()

    canceled = client.post(f"/export/cancel/{created['job_identifier']}").json()
    again = client.post("/export/content/data", json=SPAN)

    assert (canceled["status"], again.status_code) == ("canceled", 200)


@pytest.mark.parametrize(
    ("outcome", "span", "expected"),
    [
        ("failed", SPAN, "failed"),
        ("completed", {"created_at_after": 1, "created_at_before": 2}, "no_data"),
    ],
)
def test_content_exports_may_end_without_a_file(api, client, outcome, span, expected):
    api.knobs.content_export_outcome = outcome
    created = client.post("/export/content/data", json=span).json()

    done = client.get(f"/export/content/data/{created['job_identifier']}").json()
    file = download(client, f"/download/content/data/{created['job_identifier']}")

    assert (done["status"], done["download_url"], file.status_code) == (expected, "", 404)


def test_files_last_two_days(clock, client):
    created = client.post("/export/content/data", json=SPAN).json()
    url = client.get(f"/export/content/data/{created['job_identifier']}").json()["download_url"]

    clock.now += 2 * DAY
    in_time = download(client, url).status_code
    clock.now += 1
    too_late = download(client, url).status_code

    assert (in_time, too_late) == (200, 404)


def test_files_must_be_asked_for_as_octets(client):
    created = client.post("/export/content/data", json=SPAN).json()
    path = f"/download/content/data/{created['job_identifier']}"

    early = client.get(path, headers={"Accept": "application/octet-stream"})

    assert (client.get(path).status_code, early.status_code) == (406, 404)


def test_a_narrow_span_hides_what_people_did_with_a_message_later(clock, api, client):
    sent = sorted(row["received_at"] for row in api.truth("content_receipts"))
    narrow = {"created_at_after": 0, "created_at_before": NOW - 20 * DAY}
    created = client.post("/export/content/data", json=narrow).json()
    url = client.get(f"/export/content/data/{created['job_identifier']}").json()["download_url"]

    rows = read(gzip.decompress(download(client, url).content).decode())

    fuller = {row["receipt_id"]: row for row in api.truth("content_receipts")}
    kept = [name for name in rows[0] if not name.startswith("first_")]
    assert [row["received_at"] for row in rows] == sent[: len(rows)]
    assert [[row[k] for k in kept] for row in rows] == [
        [fuller[row["receipt_id"]][k] for k in kept] for row in rows
    ]
    opened = [sum(bool(row["first_open"]) for row in some) for some in (rows, fuller.values())]
    assert 0 < opened[0] < opened[1]


def test_a_report_holds_the_columns_asked_for(api, client):
    created = enqueue(client).json()
    path = f"/export/reporting_data/{created['job_identifier']}{IDS}"

    done = client.get(path).json()
    rows = read(download(client, done["download_url"]).text)

    assert (created["status"], done["status"]) == ("pending", "complete")
    assert list(rows[0]) == ["conversation_id", "channel", "currently_assigned_team_id"]
    assert rows == [
        {key: row[key] for key in rows[0]} for row in api.truth("reporting_conversation")
    ]


@pytest.mark.parametrize(
    "dataset", ["conversation", "conversation_rating_sent", "call", "tickets_report"]
)
def test_every_dataset_can_be_exported_whole(api, client, dataset):
    listed = client.get("/export/reporting_data/get_datasets").json()["data"]
    found = next(one for one in listed if one["id"] == dataset)
    wanted = [one["qualified_id"] for one in found["attributes"]]

    job = enqueue(client, dataset_id=dataset, attribute_ids=wanted).json()["job_identifier"]
    url = client.get(f"/export/reporting_data/{job}{IDS}").json()["download_url"]

    assert listed == list(api.truth("reporting_datasets"))
    assert read(download(client, url).text) == list(api.truth(f"reporting_{dataset}"))


def test_conversations_nobody_answered_are_reported_from_2_16_on(api, client):
    contact = next(api.truth("contacts"))["id"]
    lonely = api.workspace.create_conversation(contact, at=NOW)
    api.workspace.put("conversations", lonely, {"statistics": {"first_contact_reply_at": None}})

    def exported(version: str) -> set[str]:
        client.headers["Intercom-Version"] = version
        job = enqueue(client).json()["job_identifier"]
        url = client.get(f"/export/reporting_data/{job}{IDS}").json()["download_url"]
        return {row["conversation_id"] for row in read(download(client, url).text)}

    assert lonely in exported("2.16")
    assert lonely not in exported("2.15")


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"dataset_id": None}, "'dataset_id' is a required parameter"),
        ({"dataset_id": "imaginary"}, "imaginary is not a valid dataset_id"),
        ({"attribute_ids": None}, "'attribute_ids' is a required parameter"),
        ({"attribute_ids": []}, "attribute_ids must contain at least one attribute_id"),
        ({"attribute_ids": "id"}, "'attribute_ids' not an array must be of type Array"),
        ({"attribute_ids": ["shoe"]}, "attribute_ids invalid for conversation dataset: shoe"),
        ({"start_time": None}, "'start_time' is a required parameter"),
    ],
)
def test_wrong_orders_of_reports_are_refused(client, more, message):
    assert refusal(enqueue(client, **more)) == (400, "bad_request", message)


def test_five_reports_may_be_pending(client):
    answers = [enqueue(client) for _ in range(7)]

    message = "Exceeded rate limit of 5 pending reporting dataset export jobs"
    assert [one.status_code for one in answers] == [200] * 5 + [429, 200]
    assert refusal(answers[5]) == (429, "rate_limit_exceeded", message)


def test_reports_want_to_know_the_app_unless_the_knob_says_otherwise(api, client):
    job = enqueue(client).json()["job_identifier"]
    path = f"/export/reporting_data/{job}"

    refused = refusal(client.get(path))
    api.knobs.export_ids_required = False
    accepted = client.get(path).json()["status"]
    unknown = refusal(client.get("/export/reporting_data/job1"))

    assert refused == (400, "bad_request", "'app_id' is a required parameter")
    assert accepted == "complete"
    assert unknown == (404, "not_found", "Export job not found for identifier: job1")


def test_reports_may_fail(api, client):
    api.knobs.reporting_export_outcome = "failed"
    job = enqueue(client).json()["job_identifier"]

    done = client.get(f"/export/reporting_data/{job}{IDS}").json()
    file = download(client, f"/download/reporting_data/{job}")

    assert (done["status"], done["download_url"], file.status_code) == ("failed", "", 404)


def test_reports_of_what_is_no_longer_kept_are_refused(api, client):
    api.knobs.reporting_retention_days = 730

    kept = enqueue(client, start_time=NOW - 730 * DAY).status_code
    gone = refusal(enqueue(client, start_time=NOW - 730 * DAY - 1))

    message = "start_time is before the data retention period of the workspace"
    assert (kept, gone) == (200, (400, "bad_request", message))


def test_the_next_jobs_may_fail_and_those_after_them_not(api, client):
    api.knobs.failing_exports = 1
    jobs = [enqueue(client).json()["job_identifier"] for _ in range(2)]

    ends = [client.get(f"/export/reporting_data/{job}{IDS}").json()["status"] for job in jobs]

    assert ends == ["failed", "complete"]


@pytest.mark.parametrize("form", ["zip", "tar"])
def test_statistics_may_come_in_files_of_their_own(api, client, form):
    api.knobs.content_export_form = form
    created = client.post("/export/content/data", json=SPAN).json()
    url = client.get(f"/export/content/data/{created['job_identifier']}").json()["download_url"]

    whole = io.BytesIO(download(client, url).content)

    if form == "zip":
        with zipfile.ZipFile(whole) as archive:
            files = {name: archive.read(name).decode() for name in archive.namelist()}
    else:
        with tarfile.open(fileobj=whole) as tar:
            files = {one.name: tar.extractfile(one).read().decode() for one in tar}
    stamp = "20251122_101500.csv"
    assert list(files) == [f"receipts_{stamp}", f"clicks_{stamp}"]
    assert read(files[f"receipts_{stamp}"]) == list(api.truth("content_receipts"))
    clicked = [row["receipt_id"] for row in api.truth("content_receipts") if row["first_click"]]
    assert [row["receipt_id"] for row in read(files[f"clicks_{stamp}"])] == clicked


def test_files_may_have_columns_that_nobody_asked_for(api, client):
    api.knobs.extra_export_columns = {"mood": "good"}
    created = enqueue(client).json()
    url = client.get(f"/export/reporting_data/{created['job_identifier']}{IDS}").json()

    rows = read(download(client, url["download_url"]).text)

    assert {row["mood"] for row in rows} == {"good"}
