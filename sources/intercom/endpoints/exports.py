"""The two exports: jobs that are asked for, waited for and downloaded."""

from ..tables import exports as tables
from .record import Endpoint

ENDPOINTS = (
    Endpoint(
        name="reporting_datasets",
        table=tables.ReportingDataset,
        read="reports",
        path="/export/reporting_data/get_datasets",
        since="2.14",
        scope="Export reporting data",
        opt_in=True,
    ),
    Endpoint(
        name="content_receipts",
        table=tables.ContentReceipt,
        read="receipts",
        path="/export/content/data",
        scope="Export content data",
        opt_in=True,
    ),
)
