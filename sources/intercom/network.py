"""The way to Intercom that the environment prescribes: proxies and certificates."""

import os
import ssl
from collections.abc import Callable
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from .errors import SettingsInvalid

_BUNDLES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_DIR")
"""Where certificates may be named that others than httpx know; the first that is set counts."""


def proxy_of(url: str) -> str | None:
    """The proxy for an address, as `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` have it.

    Errors: `SettingsInvalid` for one of a kind that we cannot use.
    """
    parts, named = urlsplit(url), getproxies()
    host = parts.netloc.rpartition("@")[2]
    proxy = named.get(parts.scheme) or named.get("all")
    if not proxy or proxy_bypass(host):
        return None
    proxy = proxy if "://" in proxy else f"http://{proxy}"
    if urlsplit(proxy).scheme not in ("http", "https"):
        raise SettingsInvalid(
            f"the proxy for {parts.scheme} is one of the kind {urlsplit(proxy).scheme}, which is"
            " not supported; name one that speaks HTTP in HTTPS_PROXY, or take the host out of its"
            " reach with NO_PROXY"
        )
    return proxy


def without_password(proxy: str) -> str:
    """The address of a proxy as it may be shown."""
    parts = urlsplit(proxy)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def certificates(usual: Callable[[], ssl.SSLContext]) -> ssl.SSLContext:
    """Whom to trust; as usual where the environment names nothing.

    Errors: `SettingsInvalid` where it names what is not there.
    """
    named = ((name, os.environ.get(name)) for name in _BUNDLES)
    name, place = next(((name, place) for name, place in named if place), ("", ""))
    try:
        return _context(place) if place else usual()
    except (OSError, ssl.SSLError):
        raise SettingsInvalid(
            f"{name} names {place}, where there are no certificates; correct it or take it out"
        ) from None


@cache
def _context(place: str) -> ssl.SSLContext:
    if Path(place).is_dir():
        return ssl.create_default_context(capath=place)
    return ssl.create_default_context(cafile=place)
