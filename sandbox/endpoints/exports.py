"""The two exports: jobs that are asked for, looked at until they are ready, and downloaded."""

import csv
import io
from collections.abc import Sequence
from functools import partial

from sandbox.directory import Json
from sandbox.errors import ApiError, not_found
from sandbox.founding import DAY
from sandbox.jobs import Job
from sandbox.packing import packed
from sandbox.paging import whole_number
from sandbox.routes import Call, Route
from sandbox.subjects.receipts import CLICK_COLUMNS, COLUMNS, as_csv_row, clicks
from sandbox.subjects.reporting import BY_ID, DATASETS, has_reply
from sandbox.wire import Answer

_OCTETS = "application/octet-stream"
_OCTET_HEADERS = [(b"content-type", _OCTETS.encode())]
_ALL_CONVERSATIONS_SINCE = 16
_SCOPE = "read_data_export"


def create_content_export(call: Call) -> Json:
    """POST /export/content/data: messages sent in a span, given in Unix seconds."""
    body = call.body if isinstance(call.body, dict) else {}
    start, end = (
        whole_number(body.get(name), name) for name in ("created_at_after", "created_at_before")
    )
    outcome: str = call.knobs.content_export_outcome
    now = call.workspace.clock()
    if outcome == "completed" and not _receipts(call, start, end):
        outcome = "no_data"
    jobs = call.exports.content
    outcome = _outcome(call, outcome)
    return _content(jobs.create((start, end), outcome, call.knobs.export_polls, now), "pending")


def content_export(call: Call) -> Json:
    """GET /export/content/data/{id}."""
    job = call.exports.content.look(call.args[0])
    if job is None:
        raise not_found("Export job not found")
    return _content(job, "in_progress")


def cancel_content_export(call: Call) -> Json:
    """POST /export/cancel/{id}."""
    job = call.exports.content.look(call.args[0])
    if job is None:
        raise not_found("Export job not found")
    job.is_canceled = True
    return _content(job, "canceled")


def download_content(call: Call) -> Answer:
    """GET /download/content/data/{id}: CSV, gzipped, or an archive of several."""
    job = call.exports.content.file_of(call.args[0], call.workspace.clock())
    if job is None or job.outcome != "completed":
        raise not_found("Export job not found")
    start, end = job.request
    found = _receipts(call, start, end)
    rows = [as_csv_row(row, start, end) for row in found]
    sheets = {"receipts": _csv(call, COLUMNS, rows), "clicks": _clicks(call, found, start, end)}
    return Answer(200, _OCTET_HEADERS, packed(sheets, call.knobs.content_export_form))


def _clicks(call: Call, found: list[Json], start: int, end: int) -> str:
    return _csv(call, CLICK_COLUMNS, list(clicks(found, start, end)))


def _receipts(call: Call, start: int, end: int) -> list[Json]:
    rows = call.workspace.shelf.rows("content_receipts")
    return [row for row in rows if start <= row["_received_at"] <= end]


def _content(job: Job, pending: str) -> Json:
    status = "canceled" if job.is_canceled else pending if job.is_pending else job.outcome
    url = f"https://api.intercom.io/download/content/data/{job.identifier}"
    return _shown(job, status, url if status == "completed" else "")


def _shown(job: Job, status: str, url: str) -> Json:
    return {
        "job_identifier": job.identifier,
        "status": status,
        "download_url": url,
        "download_expires_at": str(int(job.expires_at)) if url else "",
    }


def datasets(call: Call) -> Json:
    """GET /export/reporting_data/get_datasets."""
    return {"type": "list", "data": [dataset.shown() for dataset in DATASETS]}


def enqueue_reporting_export(call: Call) -> Json:
    """POST /export/reporting_data/enqueue: columns of a dataset in a span of Unix seconds."""
    body = call.body if isinstance(call.body, dict) else {}
    for name in ("dataset_id", "attribute_ids", "start_time", "end_time"):
        if body.get(name) is None:
            raise _bad_request(f"'{name}' is a required parameter")
    dataset, wanted = BY_ID.get(body["dataset_id"]), body["attribute_ids"]
    if dataset is None:
        raise _bad_request(f"{body['dataset_id']} is not a valid dataset_id")
    if not isinstance(wanted, list):
        raise _bad_request("'attribute_ids' not an array must be of type Array")
    if not wanted:
        raise _bad_request("attribute_ids must contain at least one attribute_id")
    known = {attribute.qualified_id for attribute in dataset.attributes}
    unknown = [str(name) for name in wanted if name not in known]
    if unknown:
        names = ", ".join(unknown)
        raise _bad_request(f"attribute_ids invalid for {dataset.id} dataset: {names}")
    span = (
        whole_number(body["start_time"], "start_time"),
        whole_number(body["end_time"], "end_time"),
    )
    request = (dataset.id, wanted, *span, call.version)
    knobs, now = call.knobs, call.workspace.clock()
    jobs = call.exports.reporting
    days = knobs.reporting_retention_days
    if days is not None and span[0] < now - days * DAY:
        raise _bad_request("start_time is before the data retention period of the workspace")
    outcome = _outcome(call, knobs.reporting_export_outcome)
    job = jobs.create(request, outcome, knobs.export_polls, now)
    return _reporting(job)


def reporting_export(call: Call) -> Json:
    """GET /export/reporting_data/{id}."""
    _require_ids(call, "app_id", "client_id")
    job = call.exports.reporting.look(call.args[0])
    if job is None:
        raise _no_job(call)
    return _reporting(job)


def download_report(call: Call) -> Answer:
    """GET /download/reporting_data/{id}: CSV, headed by bare attribute ids."""
    _require_ids(call, "app_id")
    job = call.exports.reporting.file_of(call.args[0], call.workspace.clock())
    if job is None or job.outcome != "complete":
        raise _no_job(call)
    dataset_id, wanted, start, end, version = job.request
    dataset = BY_ID[dataset_id]
    objects = dataset.objects(call.workspace, start, end)
    if dataset_id == "conversation" and version < _ALL_CONVERSATIONS_SINCE:
        objects = filter(has_reply, objects)
    rows = [dataset.row(call.workspace, one, wanted) for one in objects]
    header = [name.partition(".")[2] for name in wanted]
    text = _csv(call, header, [list(row.values()) for row in rows])
    return Answer(200, _OCTET_HEADERS, text.encode())


def _reporting(job: Job) -> Json:
    status = "pending" if job.is_pending else job.outcome
    url = f"https://api.intercom.io/download/reporting_data/{job.identifier}"
    return _shown(job, status, url if status == "complete" else "")


def _require_ids(call: Call, *names: str) -> None:
    for name in names if call.knobs.export_ids_required else ():
        if name not in call.query:
            raise _bad_request(f"'{name}' is a required parameter")


def _bad_request(message: str) -> ApiError:
    return ApiError(400, "bad_request", message)


def _no_job(call: Call) -> ApiError:
    return not_found(f"Export job not found for identifier: {call.args[0]}")


def _outcome(call: Call, outcome: str) -> str:
    """How the next job ends."""
    if call.knobs.failing_exports <= 0:
        return outcome
    call.knobs.failing_exports -= 1
    return "failed"


def _csv(call: Call, header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    more = call.knobs.extra_export_columns
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*header, *more])
    writer.writerows([*row, *more.values()] for row in rows)
    return text.getvalue()


_get, _post = partial(Route, "GET"), partial(Route, "POST")

ROUTES = [
    _post("/export/content/data", create_content_export, _SCOPE),
    _get("/export/content/data/{id}", content_export, _SCOPE),
    _post("/export/cancel/{id}", cancel_content_export, _SCOPE),
    _get("/download/content/data/{id}", download_content, _SCOPE, 0, _OCTETS),
    _get("/export/reporting_data/get_datasets", datasets, _SCOPE, 14),
    _post("/export/reporting_data/enqueue", enqueue_reporting_export, _SCOPE, 14),
    _get("/export/reporting_data/{id}", reporting_export, _SCOPE, 14),
    _get("/download/reporting_data/{id}", download_report, _SCOPE, 14, _OCTETS),
]
