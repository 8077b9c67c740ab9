"""A PostgreSQL server of the tests' own, in a temporary folder, spoken to over a Unix socket."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Final

import asyncpg

from tests.harness.programs import postgres_folder
from tests.harness.waiting import until

# A time zone nobody works in: whatever takes its time from the database instead of from `now` shows.
_OPTIONS: Final = {"listen_addresses": "", "max_connections": "200", "timezone": "Pacific/Auckland", "log_min_messages": "warning"}
_CARELESS: Final = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def _server_user() -> str | None:
    """PostgreSQL refuses to run as root; the distribution's package makes an account for it."""
    if os.geteuid() != 0:
        return None
    accounts = {account.pw_name for account in pwd.getpwall()}
    return "postgres" if "postgres" in accounts else "nobody"


class PostgresServer:
    """One running server. `durable` keeps fsync on, as benchmarks and crash tests need; without it the server is faster and forgets."""

    def __init__(self, *, durable: bool = False) -> None:
        self._programs = postgres_folder()
        self._user = _server_user()
        self.folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # short, and open to the server's user: sockets live here
        self._settings = _OPTIONS if durable else _OPTIONS | _CARELESS
        if self._user:
            shutil.chown(self.folder, self._user)
        options = "--username=postgres --auth=trust --encoding=UTF8 --locale=C --no-sync --no-instructions"
        subprocess.run(
            [self._programs / "initdb", f"--pgdata={self._data}", *options.split()],
            check=True,
            capture_output=True,
            cwd=self.folder,
            user=self._user,
        )
        self.start()

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def start(self) -> None:
        """Start the server and return once it takes connections; also after `stop` or `kill9`."""
        settings = [word for name, value in self._settings.items() for word in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._programs / "postgres", "-D", self._data, "-k", self.folder, *settings],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                user=self._user,
                start_new_session=True,
            )
        until(self._takes_connections, within_s=30, what=f"PostgreSQL takes connections (see {self.folder / 'log'})")

    def _takes_connections(self) -> bool:
        if self._process.poll() is not None:
            raise RuntimeError("PostgreSQL stopped at once:\n" + (self.folder / "log").read_text())
        ready = subprocess.run([self._programs / "pg_isready", "-q", "-h", self.folder], check=False)
        return ready.returncode == 0

    def url(self, database: str) -> str:
        """The SQLAlchemy address of `database`, for asyncpg."""
        return f"postgresql+asyncpg://postgres@/{database}?host={self.folder}"

    def libpq_url(self, database: str) -> str:
        """The same address as `psql` and `pg_dump` read it."""
        return f"postgresql://postgres@/{database}?host={self.folder}"

    async def execute(self, statement: str) -> None:
        """Run one statement as the superuser, outside a transaction."""
        connection = await asyncpg.connect(host=str(self.folder), user="postgres", database="postgres")
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    async def create(self, database: str, *, like: str = "template0") -> str:
        """Make a database, empty or as a copy of `like` (which nobody may be connected to), and return its address."""
        await self.execute(f'CREATE DATABASE "{database}" TEMPLATE "{like}" STRATEGY file_copy')
        return self.url(database)

    async def drop(self, database: str) -> None:
        """Remove a database, whoever is still connected to it."""
        await self.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def kill9(self) -> None:
        """The power goes: no goodbye to anyone. `start` recovers."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        """Stop the server, cutting off whoever is connected."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.kill9()

    def remove(self) -> None:
        """Stop the server and forget all it held."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
