"""An installation on this machine's loopback, started by the commands of docker-compose.yml.

Each service runs with the command, the settings and the secrets that the file gives it. What differs is where
things are: ports of the loopback instead of names, a folder of secrets instead of `/run/secrets`, the code of
this tree instead of an image.
"""

import os
import shutil
import ssl
import subprocess
import sys
from pathlib import Path

import psycopg

from deploy import compose, secret_files
from deploy.compose import ROOT
from deploy.processes import Failure, Processes, free_ports, listens, wait_until
from deploy.programs import find

HOST = "localhost"
LOOPBACK = "127.0.0.1"
SECRETS = "/run/secrets"
DATA = "/var/lib/cica"  # in the image
NODES = ("web-a", "web-b")
DATABASE = "cica"
RESTORED = "cica_restored"
UPGRADED = "cica_upgraded"
ANYWHERE = ["PATH", "LANG", "VIRTUAL_ENV"]  # of this process's environment; the rest stays outside


class Rehearsal:
    """The services, each by the name that docker-compose.yml gives it; `web` is two nodes."""

    def __init__(self, folder: Path):
        self.programs = find(["postgres", "initdb", "pg_restore", "redis-server", "nginx", "openssl"])
        self.processes = Processes(folder)
        self.folder = folder
        self.secrets = folder / "secrets"
        self.mail = folder / "mail"
        names = ["postgres", "redis", "mail", "nowhere", "http", "https", *NODES]
        self.ports = dict(zip(names, free_ports(len(names)), strict=True))
        self.address = f"https://{HOST}:{self.ports['https']}"
        self.compose = compose.filled_in(compose.read(), {"CICA_HOST": HOST})

    # ---- What stands before the first process

    def make_secrets(self) -> None:
        """Make what an operator makes by `make secrets`, and bring the address of the mail server."""
        secret_files.make(
            self.secrets,
            database=f"{LOOPBACK}:{self.ports['postgres']}",
            redis=f"{LOOPBACK}:{self.ports['redis']}",
        )
        secret_files.make_certificate(self.secrets, host=HOST)
        secret_files.write(self.secrets / "email_url", f"smtp://{LOOPBACK}:{self.ports['mail']}")
        for path in [self.secrets, *self.secrets.iterdir()]:
            self.processes.own(path)

    def make_folders(self) -> None:
        for name in ["data", "static", "nginx", "backups", "tmp"]:
            self.processes.make_folder(name)

    def trust(self) -> ssl.SSLContext:
        """What a visitor trusts: this certificate and no other."""
        return ssl.create_default_context(cafile=str(self.secrets / "tls_certificate"))

    # ---- Settings and commands, as the compose file has them

    def here(self, text: str) -> str:
        """A text of the compose file with the places of this machine."""
        return text.replace(SECRETS, str(self.secrets)).replace(DATA, str(self.folder / "data"))

    def environment(self, service: str, **more: str) -> dict[str, str]:
        """The environment of a service: what the image and the compose file say, and nothing of ours."""
        given = self.compose["services"][service]["environment"]
        return {
            **{name: os.environ[name] for name in ANYWHERE if name in os.environ},
            "HOME": str(self.folder),
            "TMPDIR": str(self.folder / "tmp"),
            "PWD": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "DJANGO_SETTINGS_MODULE": "cica.settings.production",
            "CICA_DATA_DIR": str(self.folder / "data"),
            "STATIC_ROOT": str(self.folder / "static"),
            **{name: self.here(text) for name, text in given.items()},
            "BASE_URL": self.address,  # the port is not 443 here
            **more,
        }

    def command(self, service: str) -> list[str]:
        """The command of a service, with the programs of this environment and this machine."""
        program, *arguments = map(self.here, self.compose["services"][service]["command"])
        beside = Path(sys.executable).with_name(program)
        return [str(beside) if beside.exists() else self.programs[program], *arguments]

    def manage(self, *arguments: str, stdin: str = "", service: str = "web", **more: str) -> str:
        """Run a command of manage.py as the operator does, in a service; return what it printed."""
        command = [sys.executable, "manage.py", *arguments]
        return self.processes.run(command, environment=self.environment(service, **more), stdin=stdin)

    # ---- Services

    def start_postgres(self) -> None:
        """Make a database whose owner has the password of the secrets, and start its server."""
        data = self.processes.make_folder("postgres")
        plain = {"PATH": os.environ["PATH"], "PWD": str(self.folder)}
        initdb = [
            self.programs["initdb"], "--pgdata", str(data), "--username=cica", "--auth=scram-sha-256",
            f"--pwfile={self.secrets / 'database_password'}", "--no-sync",
            *self.compose["services"]["postgres"]["environment"]["POSTGRES_INITDB_ARGS"].split(),
        ]  # fmt: skip
        self.processes.run(initdb, environment=plain)
        where = ["-h", LOOPBACK, "-p", str(self.ports["postgres"]), "-k", "", "-D", str(data)]
        command = [*self.command("postgres"), *where]
        self.processes.start("postgres", command, environment=plain)
        wait_until(self.postgres_answers, what="PostgreSQL answers")
        self.make_database(DATABASE)

    def postgres_answers(self) -> bool:
        try:
            psycopg.connect(self.owner_url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def owner_url(self, name: str) -> str:
        """The address of a database for the owner of its tables, with the password."""
        return self._address("owner_database_url", name)

    def application_url(self, name: str) -> str:
        """The address of a database for the application, with the password."""
        return self._address("database_url", name)

    def instead(self, name: str) -> dict[str, str]:
        """What names another database to a process, instead of the secret's file: two are refused."""
        return {"DATABASE_URL": self.application_url(name), "DATABASE_URL_FILE": ""}

    def owner_instead(self, name: str) -> dict[str, str]:
        """The same for a process that works as the owner of the tables."""
        owner = {"OWNER_DATABASE_URL": self.owner_url(name), "OWNER_DATABASE_URL_FILE": ""}
        return self.instead(name) | owner

    def _address(self, secret: str, name: str) -> str:
        return (self.secrets / secret).read_text().strip().rpartition("/")[0] + f"/{name}"

    def make_database(self, name: str) -> None:
        with psycopg.connect(self.owner_url("postgres"), autocommit=True) as session:
            session.execute(f"CREATE DATABASE {name}")

    def start_redis(self) -> None:
        where = ["--bind", LOOPBACK, "--port", str(self.ports["redis"]), "--dir", str(self.folder / "tmp")]
        plain = {"PATH": os.environ["PATH"], "PWD": str(self.folder)}
        self.processes.start("redis", [*self.command("redis"), *where], environment=plain)
        wait_until(lambda: listens(self.ports["redis"]), what="Redis listens")

    def start_mail(self) -> None:
        """Start a mail server that keeps what it is given, one file a message."""
        handler = ["-c", "aiosmtpd.handlers.Mailbox", str(self.mail)]
        command = [sys.executable, "-m", "aiosmtpd", "-n", "-l", f"{LOOPBACK}:{self.ports['mail']}", *handler]
        self.processes.start("mail", command, environment=self.environment("web"))
        wait_until(lambda: listens(self.ports["mail"]), what="the mail server listens")

    def prepare(self) -> None:
        """Do what the image holds done, then what `migrate` does before the others start."""
        self.compile_translations()
        self.manage("collectstatic", "--no-input", "--verbosity=0")
        self.migrate()

    def migrate(self, **more: str) -> None:
        """Do what `migrate` does at each start; `more` may name another database."""
        for part in self.compose["services"]["migrate"]["command"][2].split(" && "):
            _python, _manage, *arguments = part.split()
            self.manage(*arguments, service="migrate", **more)

    def compile_translations(self) -> None:
        """Compile into this tree, as ourselves: nobody else may write there."""
        command = [sys.executable, "manage.py", "compile_translations"]
        environment = self.environment("web")
        subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)

    def start_node(self, name: str, **more: str) -> None:
        """Start a web node, which has no way to the mail server: no request may need one."""
        at = {"GRANIAN_HOST": LOOPBACK, "GRANIAN_PORT": str(self.ports[name])}
        at |= {"EMAIL_URL": f"smtp://{LOOPBACK}:{self.ports['nowhere']}", "EMAIL_URL_FILE": ""}
        self.processes.start(name, self.command("web"), environment=self.environment("web", **at, **more))

    def start_worker(self, service: str) -> None:
        """Start `worker` or `courier` under a name of its own, as each container has."""
        command = [*self.command(service), "--hostname", f"{service}@{HOST}"]
        self.processes.start(service, command, environment=self.environment(service))

    def start_scheduler(self) -> None:
        environment = self.environment("scheduler")
        self.processes.start("scheduler", self.command("scheduler"), environment=environment)

    def start_proxy(self) -> None:
        """Start nginx on its configuration as it is, with another `place/`."""
        own = self.folder / "nginx"
        shutil.copytree(ROOT / "deploy" / "nginx", own / "cica")
        place = own / "cica" / "place"
        nodes = [f"server {LOOPBACK}:{self.ports[name]} max_fails=1 fail_timeout=2s;" for name in NODES]
        (place / "nodes.conf").write_text("\n".join(nodes))
        (place / "http.conf").write_text(f"listen {LOOPBACK}:{self.ports['http']};")
        (place / "https.conf").write_text(
            f"listen {LOOPBACK}:{self.ports['https']} ssl http2;"
            f"ssl_certificate {self.secrets / 'tls_certificate'};"
            f"ssl_certificate_key {self.secrets / 'tls_key'};"
        )
        for path in [own / "cica", *(own / "cica").rglob("*")]:
            self.processes.own(path)
        where = {"/tmp": str(own), "/etc/nginx/cica": str(own / "cica")}  # noqa: S108  the image's
        command = [_elsewhere(word, where) for word in self.command("proxy")]
        plain = {"PATH": os.environ["PATH"], "PWD": str(own)}
        self.processes.start("proxy", command, environment=plain)
        wait_until(lambda: listens(self.ports["https"]), what="the proxy listens")

    def probe(self, *arguments: str) -> bool:
        """Ask what Docker's health check asks; a process that is not well answers no."""
        try:
            self.processes.run(
                [sys.executable, "-m", "cica.probe", *arguments], environment=self.environment("web")
            )
        except Failure:
            return False
        return True


def _elsewhere(word: str, where: dict[str, str]) -> str:
    for path, place in where.items():
        if word == path or word.startswith(f"{path}/"):
            return place + word.removeprefix(path)
    return word
