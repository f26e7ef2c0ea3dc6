"""What went wrong, in one sentence: unwraps the exceptions of dlt and of the databases."""

import errno
import re
import sys
import traceback
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies

from .cli.stop_signals import Terminated
from .config import setting
from .discretion import trace_without_values, without_values
from .errors import CHANGE_FIRST, FAILED, INTERRUPTED, TERMINATED, Stop
from .warehouse import RAW, postgres_url

_HIDDEN = "***"
_LONG, _LETTERS = 8, 3
"""Characters from which a secret is looked for within words, and up to which it is in URLs only."""
_INTERRUPTED = "stopped; what was loaded is kept, and the next run goes on from there"


_RAISED = re.compile(r"^(?:(?:\w+\.)+\w+|\w+(?:Error|Exception)): (.+)$", re.MULTILINE)
"""The line of a traceback that says what happened; psycopg2 calls it errors.CheckViolation."""
_CONSTRAINT = re.compile(r'relation "(\w+)" violates [\w -]*constraint "([^"]+)"')
_TRIGGER = re.compile(r"errors\.RaiseException: .*?PL/pgSQL function ([\w.]+)\(", re.DOTALL)
_DENIED = re.compile(r"permission denied for (table|schema|sequence) (\w+)")


def explain(error: BaseException) -> Stop:
    """The sentence and the exit code of a failure; never with a token or a password."""
    stop = next(filter(None, map(_known, _chain(error))), None) or _unknown(error)
    return Stop(scrub(stop.sentence), stop.code)


def trace(error: BaseException) -> str:
    """The traceback, for `--debug`."""
    text = "".join(traceback.format_exception(error))
    return scrub(trace_without_values(text, _chain(error)))


def scrub(text: str) -> str:
    """Take the secrets out of a text."""
    for secret in _secrets():
        text = re.sub(_pattern(secret), _HIDDEN, text)
    return text


def _pattern(secret: str) -> str:
    """Where a secret is looked for: a short one may be a part of any word, so as a whole only."""
    pattern = re.escape(secret)
    return (
        pattern
        if len(secret) >= _LONG or not secret.isalnum()
        else rf"(?<![\w']){pattern}(?![\w'])"
    )


def first_line(text: object) -> str:
    """What a database says before it goes into details."""
    lines = str(text).strip().splitlines()
    return lines[0].strip() if lines else type(text).__name__


def _raised(text: str) -> str:
    """The message of an exception, from its traceback as text; nothing that stands in a row."""
    raised = _RAISED.findall(text)
    return first_line(without_values(raised[-1] if raised else text))


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The failure and what caused it, the outermost first."""
    seen: set[int] = set()
    todo = [error]
    while todo:
        one = todo.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        causes = (getattr(one, "exception", None), one.__cause__, one.__context__)
        todo += [cause for cause in causes if isinstance(cause, BaseException)]


def _known(error: BaseException) -> Stop | None:
    """Something that can be told in a sentence, if this is it."""
    if isinstance(error, Stop):
        return error
    if isinstance(error, KeyboardInterrupt):
        code = TERMINATED if isinstance(error, Terminated) else INTERRUPTED
        return Stop(_INTERRUPTED, code)
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return Stop("the disk is full; make room and run again, what was loaded is kept", FAILED)
    return _of_intercom(error) or _of_transforms(error) or _of_database(error)


def _of_intercom(error: BaseException) -> Stop | None:
    if "sources.intercom.errors" not in sys.modules:
        return None
    from sources.intercom.errors import (
        IntercomError,
        NotPermitted,
        SettingsInvalid,
        TokenRefused,
        Unreachable,
    )

    if isinstance(error, TokenRefused):
        return Stop(
            f"Intercom refused the access token ({error.status} {error.code}): copy it again from"
            " your app's Authentication page in the Developer Hub, and check that the setting"
            " region (us, eu or au) is where the workspace lives",
            CHANGE_FIRST,
        )
    if isinstance(error, SettingsInvalid):
        return Stop(str(error), CHANGE_FIRST)
    if isinstance(error, NotPermitted):
        return Stop(f"{error}; `intercom-elt doctor` says what to change", CHANGE_FIRST)
    if isinstance(error, Unreachable):
        return Stop(f"{error}; check the network and the settings region and base_url", FAILED)
    return Stop(str(error), FAILED) if isinstance(error, IntercomError) else None


def _of_transforms(error: BaseException) -> Stop | None:
    if "transforms" not in sys.modules:
        return None
    from transforms import SettingsError, TransformError

    if isinstance(error, SettingsError):
        return Stop(str(error), CHANGE_FIRST)
    return Stop(_raised(str(error)), FAILED) if isinstance(error, TransformError) else None


def _of_database(error: BaseException) -> Stop | None:
    if "dlt" not in sys.modules:
        return None
    from dlt.destinations.exceptions import DatabaseException, DestinationConnectionError
    from dlt.load.exceptions import LoadClientJobException

    if isinstance(error, LoadClientJobException):
        message = getattr(error, "failed_message", "") or getattr(error, "retry_message", "")
        if stop := _refused(message, error.job_id.partition(".")[0]):
            return stop
        return Stop(
            f"the warehouse could not load a package: {_raised(message)};"
            " the next run loads it again",
            FAILED,
        )
    if isinstance(error, DestinationConnectionError):
        return Stop(
            f"the connection to the warehouse was lost: {first_line(error.inner_exc)};"
            " the next run goes on from there",
            FAILED,
        )
    if isinstance(error, DatabaseException):
        return Stop(f"the warehouse refused: {_raised(str(error.dbapi_exception))}", FAILED)
    return None


def _refused(message: str, table: str) -> Stop | None:
    """What somebody added to a raw table, or took away, with the command that undoes it."""
    again = "run it and sync again: nothing is lost, these rows are read again"
    if found := _CONSTRAINT.search(message):
        table, name = found.groups()
        return Stop(
            f"the constraint {name} refuses a row of {RAW}.{table};"
            f' `alter table {RAW}.{table} drop constraint "{name}"` lets it in, {again}',
            CHANGE_FIRST,
        )
    if found := _TRIGGER.search(message):
        return Stop(
            f"a trigger that calls {found[1]} refuses a row of {RAW}.{table};"
            f" `alter table {RAW}.{table} disable trigger user` lets it in, {again}",
            CHANGE_FIRST,
        )
    if found := _DENIED.search(message):
        kind, name = found.groups()
        rights = "usage, create" if kind == "schema" else "all"
        return Stop(
            f"the role may not write to the {kind} {name};"
            f" `grant {rights} on {kind} {name if kind == 'schema' else f'{RAW}.{name}'} to` the"
            f" role, as its owner, helps: {again}",
            CHANGE_FIRST,
        )
    return None


def _unknown(error: BaseException) -> Stop:
    cause = list(_chain(error))[-1]
    what = f"{type(cause).__name__}: {_raised(str(cause))}"
    return Stop(
        f"unexpected {what}; nothing that was loaded is lost."
        " With --debug you see where it happened; please report it",
        FAILED,
    )


def _secrets() -> Iterator[str]:
    """The token and the passwords that are configured, as they could show up in a message."""
    if "dlt" not in sys.modules:
        return

    try:
        secrets = [setting(f"sources.intercom.{name}") for name in ("access_token", "redact_salt")]
        address = setting("destination.postgres.credentials")
    except Stop:  # settings that nobody can read hold no secret that anybody could tell
        return
    yield from (str(one).strip() for one in secrets if one and str(one).strip())
    yield from _passwords(address)
    for proxy in getproxies().values():
        yield from _passwords(proxy)


def _passwords(address: Any) -> Iterator[str]:
    """The password of an address; one that is also a name, or tiny, is hidden in addresses only."""
    from .postgres import password

    url = postgres_url(address)
    told = urlsplit(url).password if "://" in url else password(url)
    if told:
        yield from (f":{told}@", f"password={told}", f"password='{told}'")
        names = url.replace(f":{told}@", "@").replace(f"password={told}", "")
        words = {told, unquote(told)} if len(told) > _LETTERS else set()
        yield from (one for one in words if one not in names)
