"""The JSON objects that commands print for programs: one head for all that run and may fail."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from ..errors import STATUS

SCHEMA_VERSION = 1
"""Grows when a key is renamed, removed or means something else; new keys may come at any time."""


def show(facts: Mapping[str, Any], *, code: int, errors: Sequence[str] = ()) -> None:
    """Print one object: how it ended, why it did not end well, and the facts.

    `status` is a word for `exit_code`: complete, failed, misconfigured, incomplete, busy or
    interrupted.
    """
    head = {
        "schema_version": SCHEMA_VERSION,
        "status": STATUS[code],
        "exit_code": code,
        "error": errors[0] if errors else None,
        "errors": list(errors),
    }
    print(json.dumps(head | dict(facts), indent=2, default=str))
