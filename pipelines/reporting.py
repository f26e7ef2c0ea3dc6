"""The transforms, run on a warehouse: tables from what was loaded, checks, and how well they agree.

Reads `[transforms]` of dlt's configuration.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_origin, get_type_hints

from . import config, rawtables
from .cli import log
from .errors import CHANGE_FIRST, Stop
from .file_swap import copied
from .patience import opened
from .screen import console, listed
from .warehouse import RAW, Warehouse

if TYPE_CHECKING:
    import dlt

    from transforms import CheckResult, ModelRun, Settings

_MOST_REPORTS = 6
_NAMES = "settings_name_what_exists"
_SHIFTED_COLUMNS = ("statistic", "comparisons", "difference")
_SHIFTED = """
    select statistic, count(*), min(difference)
    from {dataset}.statistics_reconciliation
    where is_comparable and difference is not null
    group by statistic
    having
        min(difference) = max(difference) and min(difference) <> 0 and count(*) > 1
        and count(*) filter (where verdict in ('match', 'within')) = 0
    order by statistic
"""
"""A definition that is off by one shows as a whole, not as thousands of differences."""


HELD_AGAINST = (
    "Intercom's statistics with the same numbers from the parts of each conversation; the rules"
    " were read off threads that Intercom recorded, those of handling and team times from its"
    " documents only, and nothing of SLA, Fin and ratings is in its statistics"
)
"""What `check` compares, and how far its rules are known to be Intercom's."""


@dataclass(frozen=True)
class Agreement:
    """How many of Intercom's statistics agree with the same numbers recomputed from the parts."""

    comparisons: int
    agreeing: int
    unexplained: int
    statistics: Sequence[dict[str, Any]]
    """The same for each statistic, the worst first."""
    shifted: Sequence[dict[str, Any]] = ()
    """Statistics of which every single comparison differs by one and the same amount."""

    @property
    def percent(self) -> float:
        """How many of a hundred comparisons agree; all, where nothing can be compared."""
        return 100 * self.agreeing / self.comparisons if self.comparisons else 100.0

    @property
    def sentence(self) -> str:
        """One line for people."""
        if not self.comparisons:
            return "none of Intercom's statistics can be compared yet"
        return (
            f"{self.percent:.1f} % of {self.comparisons:,} comparisons agree;"
            f" {self.unexplained:,} unexplained"
        )


def settings() -> "Settings":
    """`[transforms]`, from a TOML file or the environment.

    Errors: `Stop` or `SettingsError` with what to change.
    """
    from transforms import Settings

    kinds = get_type_hints(Settings)
    section = config.section("transforms")
    found = Settings.of({name: _read(name, kinds.get(name), section[name]) for name in section})
    if found.dataset in (RAW, f"{RAW}_staging"):
        raise Stop(
            f"the setting transforms.dataset may not be {found.dataset}: the raw tables are there",
            CHANGE_FIRST,
        )
    return found


def _read(name: str, kind: Any, value: object) -> object:
    """A setting of the type that it takes. Errors: `Stop` with the forms to write it in."""
    from sources.intercom import forms

    read = {tuple: forms.names, Mapping: forms.texts}.get(get_origin(kind), str)
    try:
        return read(value)
    except ValueError as error:
        sentence = f"the setting transforms.{name} cannot be used: {error}"
        raise Stop(sentence, CHANGE_FIRST) from None


def transform(
    pipeline: "dlt.Pipeline",
    warehouse: Warehouse,
    chosen: "Settings | None" = None,
    *,
    select: list[str] | None = None,
    full: bool = False,
) -> "list[ModelRun]":
    """Bring the reporting tables up to date, by the settings that are configured or `chosen`."""
    import transforms

    chosen = chosen or settings()
    done: list[ModelRun] = []
    with console(stderr=True).status("building the reports") as status:

        def tell(model: "ModelRun") -> None:
            done.append(model)
            status.update(f"building the reports: {len(done)} done, last {model.name}")

        def tell_wait(sentence: str) -> None:
            status.console.print(sentence, markup=False, highlight=False, soft_wrap=True)

        with copied(warehouse, pipeline), opened(pipeline) as client:
            transforms.run(
                client,
                dialect=warehouse.kind,
                declared=rawtables.declared(),
                settings=chosen,
                select=select,
                full=full,
                on_model=tell,
                on_wait=tell_wait,
            )
    if not sys.stderr.isatty():
        log.info("reports built", models=len(done), seconds=sum(model.seconds for model in done))
    return done


def lost_views(pipeline: "dlt.Pipeline", warehouse: Warehouse, chosen: "Settings") -> Sequence[str]:
    """What others built on the reports and could not be kept, in sentences."""
    import transforms

    if warehouse.kind == "duckdb":
        return []
    with opened(pipeline) as client:
        return transforms.lost(client, chosen.dataset)


def unknown_names(
    pipeline: "dlt.Pipeline", warehouse: Warehouse, chosen: "Settings"
) -> Sequence[str]:
    """What settings name and nothing is called, in sentences: it may only not be loaded yet."""
    return [
        f"the setting transforms.{setting} names {value!r}, and nothing in the"
        " warehouse is called so"
        for result in check(pipeline, warehouse, chosen, only=[_NAMES])
        for setting, value in result.sample
    ]


def redacted_away() -> str | None:
    """What reports are computed by and `redact` takes away, in a sentence; None where nothing is.

    It is allowed, so it is no reason to stop, but empty reports must have been announced.
    """
    from transforms.computed import without

    lost = without(config.redacted_columns())
    if not lost:
        return None
    reports = list(dict.fromkeys(name for names in lost.values() for name in names))
    them = "it" if len(lost) == 1 else "them"
    return (
        f"redact takes {listed(list(lost))} away, by which {listed(reports, _MOST_REPORTS)} are"
        f" computed; leave {them} in, or expect what is computed by {them} to be empty or wrong"
    )


def check(
    pipeline: "dlt.Pipeline",
    warehouse: Warehouse,
    chosen: "Settings",
    only: Sequence[str] | None = None,
) -> "Sequence[CheckResult]":
    """Run every check, or `only` some, on the reporting tables."""
    import transforms

    with opened(pipeline) as client:
        return transforms.check(
            client,
            dialect=warehouse.kind,
            declared=rawtables.declared(),
            settings=chosen,
            only=only,
        )


def agreement(pipeline: "dlt.Pipeline", dataset: str) -> Agreement:
    """How well Intercom's statistics agree with ours, of all workspaces and months."""
    columns = ("statistic", "comparisons", "agreeing", "unexplained")
    with opened(pipeline) as client:
        rows = client.execute_sql(
            "select statistic, cast(sum(comparisons) as bigint), cast(sum(agreeing) as bigint),"
            f" cast(sum(unexplained) as bigint) from {dataset}.statistics_agreement"
            " group by statistic order by 4 desc, statistic"
        )
        moved = client.execute_sql(_SHIFTED.format(dataset=dataset))
    statistics = [dict(zip(columns, row, strict=True)) for row in rows or []]
    shifted = [dict(zip(_SHIFTED_COLUMNS, row, strict=True)) for row in moved or []]
    totals = {name: sum(one[name] for one in statistics) for name in columns[1:]}
    return Agreement(**totals, statistics=statistics, shifted=shifted)


def show(warehouse: Warehouse, name: str) -> str:
    """The SQL of a model or check as it runs on this kind of warehouse."""
    import transforms

    return transforms.show(
        name, dialect=warehouse.kind, declared=rawtables.declared(), settings=settings()
    )
