"""The transforms, run on a warehouse: tables from what was loaded, and checks of them."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from . import rawtables
from .screen import console
from .warehouse import REPORTING, Warehouse

if TYPE_CHECKING:
    import dlt

    from transforms import CheckResult, ModelRun


def transform(pipeline: "dlt.Pipeline", warehouse: Warehouse) -> "list[ModelRun]":
    """Bring the reporting tables up to date."""
    import transforms

    done: list[ModelRun] = []
    with console(stderr=True).status("building the reports") as status:

        def tell(model: "ModelRun") -> None:
            done.append(model)
            status.update(f"building the reports: {len(done)} done, last {model.name}")

        with pipeline.sql_client() as client:
            transforms.run(
                client,
                dialect=warehouse.kind,
                declared=rawtables.declared(),
                reporting=REPORTING,
                on_model=tell,
            )
    if not sys.stderr.isatty():
        seconds = sum(model.seconds for model in done)
        print(f"transform models={len(done)} seconds={seconds:.1f}", file=sys.stderr)
    return done


def check(pipeline: "dlt.Pipeline", warehouse: Warehouse) -> "Sequence[CheckResult]":
    """Run every check on the reporting tables."""
    import transforms

    with pipeline.sql_client() as client:
        return transforms.check(
            client,
            dialect=warehouse.kind,
            declared=rawtables.declared(),
            reporting=REPORTING,
        )
