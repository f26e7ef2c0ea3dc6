"""Settings from dlt's configuration, and dlt's own settings that this pipeline relies on."""

import os
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import CHANGE_FIRST, Stop

if TYPE_CHECKING:
    from sources.intercom import Settings

DLT = {
    "RUNTIME__DLTHUB_TELEMETRY": "false",  # what runs here moves customers' words
    "RUNTIME__LOG_LEVEL": "CRITICAL",  # failures are told in our own words, once
    "RUNTIME__INTERCEPT_SIGNALS": "false",  # Ctrl-C ends a slice in order, also while it loads
    "NORMALIZE__PARQUET_NORMALIZER__ADD_DLT_LOAD_ID": "true",
    "LOAD__RAISE_ON_MAX_RETRIES": "2",
    "LOAD__AUTO_ABORT_ON_TERMINAL_ERROR": "true",  # a package that cannot load blocks all others
    "LOAD__DELETE_COMPLETED_JOBS": "true",  # or every row stays in a second place for ever
    "LOAD__WORKERS": "1",  # jobs side by side cost 100 MB more and save no time on two cores
    "ARROW_DEFAULT_MEMORY_POOL": "system",  # gives memory back between slices
}


def prepare() -> None:
    """Set what an installed command cannot read from a `.dlt/config.toml` beside the code."""
    for name, value in DLT.items():
        os.environ.setdefault(name, value)


def setting(name: str) -> Any:
    """A setting by its whole name, `sources.intercom.region`; None where it is not set.

    dlt itself would also take REGION or ACCESS_TOKEN, which any other program may have set.
    """
    return _find(name)[0]


def source_setting(name: str) -> Any:
    """A setting of the source, also by the whole name that dlt gives to it."""
    value = setting(f"sources.intercom.intercom.{name}")
    return setting(f"sources.intercom.{name}") if value is None else value


def origin(name: str) -> str | None:
    """Where a setting is made, in words; never its value."""
    return _find(name)[1]


def section(name: str) -> dict[str, Any]:
    """All that is set in a section, known or not; variables hold texts and go first."""
    found: dict[str, Any] = {}
    for provider in reversed(_providers()):
        values, _ = provider.get_value(name, dict, None)
        found |= values if isinstance(values, dict) else {}
    prefix = f"{name.upper()}__"
    variables = {key: value for key, value in os.environ.items() if key.startswith(prefix)}
    return found | {
        key.removeprefix(prefix).lower(): value for key, value in variables.items() if value
    }


def documents() -> Iterator[dict[str, Any]]:
    """What stands in each settings file, whoever it is for."""
    for provider in _providers():
        if read := getattr(provider, "to_toml", None):
            yield tomllib.loads(read())


def variables() -> list[str]:
    """Names of all environment variables that are set; an empty one is none."""
    return [name for name, value in os.environ.items() if value]


def _find(name: str) -> tuple[Any, str | None]:
    *sections, key = name.split(".")
    for provider in _providers():
        value, place = provider.get_value(key, str, None, *sections)
        if value is not None and value != "":
            is_variable = provider.name == "Environment Variables"
            return value, f"the environment variable {place}" if is_variable else provider.name
    return None, None


def _providers() -> Sequence[Any]:
    from dlt.common.configuration.container import Container
    from dlt.common.configuration.providers.toml import TomlProviderReadException
    from dlt.common.configuration.specs.pluggable_run_context import PluggableRunContext

    try:
        return Container()[PluggableRunContext].providers.providers
    except TomlProviderReadException as error:
        reason = str(error).splitlines()[-1]
        raise Stop(f".dlt/{error.file_name} cannot be read: {reason}", CHANGE_FIRST) from None


def source_settings(**given: Any) -> "Settings":
    """`[sources.intercom]`, from a TOML file or the environment; what is `given` goes first."""
    from sources.intercom import ENDPOINTS, Settings, choose
    from sources.intercom.errors import SettingsInvalid
    from sources.intercom.redaction import Redaction
    from sources.intercom.settings import check

    section = "sources.intercom"
    values = {name: source_setting(name) for name in Settings.model_fields}
    if not values["access_token"]:
        raise Stop(
            "no access token is configured: set SOURCES__INTERCOM__ACCESS_TOKEN, or access_token"
            f" under [{section}] in .dlt/secrets.toml of this folder; you find the token in"
            " Intercom's Developer Hub, under your app's Authentication",
            CHANGE_FIRST,
        )
    values |= {name: value for name, value in given.items() if value is not None}
    try:
        settings = check(**values)
        choose(settings.resources, settings=settings)
        Redaction(settings, ENDPOINTS)
        return settings
    except SettingsInvalid as error:
        raise Stop(str(error), CHANGE_FIRST) from None


def redacted_columns() -> list[str]:
    """Columns that the setting `redact` takes away; none where a sync would refuse the setting."""
    from sources.intercom import ENDPOINTS
    from sources.intercom.errors import SettingsInvalid
    from sources.intercom.redaction import Redaction
    from sources.intercom.settings import check

    values = {name: source_setting(name) for name in ("redact", "redact_salt")}
    try:
        without_token = values | {"access_token": "none"}  # nothing is asked with it
        return Redaction(check(**without_token), ENDPOINTS).columns
    except SettingsInvalid:
        return []


def workspace_name() -> str | None:
    """`[sources.intercom] workspace`: a name for each workspace that shares a warehouse."""
    name = source_setting("workspace")
    if name and not str(name).isidentifier():
        raise Stop(
            f"the setting workspace may hold letters, digits and _ only, not {name!r}",
            CHANGE_FIRST,
        )
    return str(name).lower() if name else None


def project_folder() -> Path:
    """The folder that dlt finds its settings in: DLT_PROJECT_DIR, or else the current one."""
    from dlt.common.configuration.container import Container
    from dlt.common.configuration.specs.pluggable_run_context import PluggableRunContext

    return Path(Container()[PluggableRunContext].context.run_dir).absolute()


def data_folder() -> Path:
    """Where dlt keeps packages on their way, and what it remembers between runs."""
    from dlt.common.pipeline import get_dlt_pipelines_dir

    folder = Path(get_dlt_pipelines_dir())
    while not folder.is_dir():
        folder = folder.parent
    return folder
