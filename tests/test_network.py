"""The way to Intercom where a company has its own: proxies, certificates, firewalls."""

import asyncio
import re
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from subprocess import PIPE

import pytest

from pipelines.failures import scrub
from pipelines.intercom_pipeline import main
from sources.intercom.client import IntercomClient
from sources.intercom.errors import SettingsInvalid, Unreachable
from sources.intercom.ledger import Tally
from sources.intercom.network import proxy_of
from sources.intercom.settings import check
from tests.connect_proxy import connect_proxy
from tests.http_server import Answer, Served, serving
from tests.virtual_time import FastClock

OURS = str(Path(__file__).parent / "intercom.test.pem")
"""A key and a certificate that nobody trusts by himself, for localhost and intercom.test."""
OK = Answer({"type": "list", "data": []})
CERTIFICATE_HASH = "99a706fa"
"""The name by which OpenSSL looks for it in a folder."""
LOGIN = "robot:5esame%40"


def ask(url: str) -> None:
    async def main() -> None:
        async with IntercomClient(check(access_token="t", base_url=url), FastClock()) as client:
            await client.get("/tags", Tally(), attempts=2)

    asyncio.run(main())


@pytest.fixture
def encrypted() -> Iterator[Served]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(OURS)
    with serving(lambda _: OK, tls=context) as server:
        yield server


@pytest.mark.parametrize(
    "name", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_DIR"]
)
def test_certificates_of_a_company_are_trusted(encrypted, monkeypatch, tmp_path, name):
    place = OURS
    if name == "SSL_CERT_DIR":
        place = str(tmp_path / "certificates")
        Path(place).mkdir()
        (Path(place) / f"{CERTIFICATE_HASH}.0").write_text(Path(OURS).read_text())
    monkeypatch.setenv(name, place)

    ask(encrypted.url)

    assert [one.path for one in encrypted.asked] == ["/tags"]


def test_a_certificate_that_nobody_vouches_for_is_told_with_what_helps(encrypted):
    with pytest.raises(Unreachable, match="certificate is not trusted; SSL_CERT_FILE may name"):
        ask(encrypted.url)


def test_certificates_that_are_not_there_are_named(encrypted, monkeypatch, tmp_path):
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))

    with pytest.raises(SettingsInvalid, match=r"SSL_CERT_FILE names .*none\.pem"):
        ask(encrypted.url)


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
def test_a_proxy_is_asked_for_the_host_which_only_it_can_find(encrypted, monkeypatch, name):
    port = int(encrypted.url.rpartition(":")[2])
    with connect_proxy(port, login="robot:5esame@") as proxy:
        monkeypatch.setenv(name, f"http://{LOGIN}@{proxy.address}")
        monkeypatch.setenv("SSL_CERT_FILE", OURS)

        ask("https://intercom.test")

    assert proxy.asked == ["intercom.test:443"]
    assert [one.path for one in encrypted.asked] == ["/tags"]


def test_a_proxy_that_wants_a_login_is_told_without_any(monkeypatch):
    with connect_proxy(1, login="robot:other") as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://{LOGIN}@{proxy.address}")

        with pytest.raises(Unreachable) as caught:
            ask("https://intercom.test")

    assert "the proxy wants to know who asks (407)" in str(caught.value)
    assert "5esame" not in str(caught.value)


def test_a_proxy_that_is_not_there_is_told(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")

    with pytest.raises(Unreachable, match="the proxy: Connection refused"):
        ask("https://intercom.test")


def test_without_encryption_the_proxy_passes_requests_on(monkeypatch):
    with serving(lambda _: OK) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)

        ask("http://intercom.test")

    assert [one.headers["host"] for one in proxy.asked] == ["intercom.test"]


def test_no_proxy_is_heeded_and_what_is_no_proxy_for_http_is_refused(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "proxy.test:3128")
    monkeypatch.setenv("NO_PROXY", "localhost,.intern.test")
    monkeypatch.setenv("HTTP_PROXY", "socks5://proxy.test")

    assert proxy_of("https://api.intercom.io") == "http://proxy.test:3128"
    assert proxy_of("https://intercom.intern.test") is None
    with pytest.raises(SettingsInvalid, match="one of the kind socks5, which is not supported"):
        proxy_of("http://api.intercom.io")


def test_the_doctor_goes_by_way_of_the_proxy_and_hides_its_password(encrypted, monkeypatch, capsys):
    with connect_proxy(int(encrypted.url.rpartition(":")[2]), login="robot:5esame@") as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://{LOGIN}@{proxy.address}")
        monkeypatch.setenv("SSL_CERT_FILE", OURS)
        monkeypatch.setenv("SOURCES__INTERCOM__ACCESS_TOKEN", "a-token-of-a-test")
        monkeypatch.setenv("SOURCES__INTERCOM__BASE_URL", "https://intercom.test")

        main(["doctor"])
        told = capsys.readouterr().out

        assert "5esame" not in scrub(f"http://{LOGIN}@host and 5esame@")
    assert f"http://{proxy.address}, as the environment has it" in told
    assert "https://intercom.test answers" in told
    assert "5esame" not in told


# Dies when somebody waits an hour for Intercom in silence, or cannot end that.
def test_an_hour_that_intercom_asks_for_is_told_and_ctrl_c_ends_it(monkeypatch, tmp_path):
    with serving(lambda _: Answer({}, 429, {"Retry-After": "3600"})) as server:
        monkeypatch.setenv("SOURCES__INTERCOM__ACCESS_TOKEN", "a-token-of-a-test")
        monkeypatch.setenv("SOURCES__INTERCOM__BASE_URL", server.url)
        words = ("-m", "pipelines.intercom_pipeline", "sync", "tags")
        with subprocess.Popen([sys.executable, *words], stderr=PIPE, text=True) as process:
            assert process.stderr is not None
            told = next(line for line in process.stderr if "paused" in line)
            process.send_signal(signal.SIGINT)
            began = time.monotonic()
            process.wait()

    assert time.monotonic() - began < 5
    assert process.returncode == 130
    assert re.search(r"paused asked_by=Intercom until=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", told)
    assert len(server.asked) == 1
