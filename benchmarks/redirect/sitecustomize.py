"""Sends what a connector asks of Intercom to the sandbox; Python imports this name by itself.

Both connectors use requests and write Intercom's address into their code. Nothing else of them is
changed: the address is exchanged where requests prepares it.
"""

import os
from typing import Any

import requests

_prepare = requests.PreparedRequest.prepare_url


def _prepare_url(self: requests.PreparedRequest, url: str, params: Any) -> None:
    _prepare(self, url.replace("https://api.intercom.io", os.environ["SANDBOX_URL"], 1), params)


requests.PreparedRequest.prepare_url = _prepare_url  # type: ignore[method-assign]
