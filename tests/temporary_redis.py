"""A Redis server in a temporary folder, with the users that `make secrets` makes, for one test."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from deploy import secret_files

START_LIMIT = 20  # seconds


class TemporaryRedis:
    """One server, which can be killed and started again at the same address."""

    def __init__(self, folder: Path):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.folder = folder
        self.process: subprocess.Popen | None = None
        secret_files.make(folder / "secrets", redis=f"127.0.0.1:{self.port}")

    def address(self, name: str) -> str:
        """The address that a secret holds: `broker_url` or `cache_url`."""
        return (self.folder / "secrets" / name).read_text().strip()

    def start(self) -> None:
        users = self.folder / "secrets" / "redis_users"
        command = ["redis-server", "--bind", "127.0.0.1", "--port", str(self.port), "--aclfile", str(users)]
        self.process = subprocess.Popen(
            [*command, "--save", "", "--dir", str(self.folder)], stdout=subprocess.DEVNULL
        )
        limit = time.monotonic() + START_LIMIT
        while time.monotonic() < limit:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                return
            time.sleep(0.05)
        raise TimeoutError("Redis did not start.")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


def is_installed() -> bool:
    return shutil.which("redis-server") is not None


@contextmanager
def temporary_redis() -> Iterator[TemporaryRedis]:
    """Start a server on the loopback; nothing of it remains."""
    with TemporaryDirectory(prefix="cica-redis-") as folder:
        redis = TemporaryRedis(Path(folder))
        redis.start()
        try:
            yield redis
        finally:
            redis.kill()
