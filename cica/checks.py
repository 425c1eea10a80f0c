"""What `check --deploy` looks at beside Django's own: every template and every translation compiles.

With `--database default`, on the installation itself, also what it needs to run is there and answers.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from babel.messages.pofile import PoFileError
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import caches
from django.core.checks import Error, Tags, register
from django.db import DatabaseError
from django.template import TemplateSyntaxError, engines
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from cica.celery import app as celery
from cica.health import fault_of_schema
from cica.translations import catalogues, faults_of, uncompiled
from records.scanner import fault_of_scanner


@register(Tags.templates, deploy=True)
def check_pages_compile(app_configs, **options) -> list[Error]:
    """Report each page template that Jinja2 cannot compile."""
    return [
        Error(str(error), obj=name, id="cica.E001")
        for name in page_names()
        if (error := _fault_of_page(name)) is not None
    ]


@register(Tags.translation, deploy=True)
def check_translations_compile(app_configs, **options) -> list[Error]:
    """Report each translation that does not compile, or whose placeholders its original has not."""
    errors = []
    for source in catalogues():
        try:
            errors += [Error(fault, obj=str(source), id="cica.E002") for fault in faults_of(source)]
        except (PoFileError, ValueError) as error:
            errors.append(Error(str(error), obj=str(source), id="cica.E003"))
    return errors


@register(Tags.database, deploy=True)
def check_installation_is_complete(app_configs, databases, **options) -> list[Error]:
    """Report what this installation lacks. Asks its services, so only where `--database` is given."""
    if databases is None:
        return []
    return [
        Error(fault, hint=hint, id=name)
        for name, (find_fault, hint) in NEEDS.items()
        if (fault := find_fault()) is not None
    ]


def fault_of_database() -> str | None:
    try:
        fault = fault_of_schema()
    except DatabaseError as error:
        return f"The database does not answer: {error}"
    return f"{fault[0].upper()}{fault[1:]}." if fault else None


def fault_of_broker() -> str | None:
    try:
        with celery.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1)
    except (KombuError, RedisError, OSError) as error:
        return f"The broker does not answer: {error}"
    return None


def fault_of_cache() -> str | None:
    """Whether the cache keeps what it is given; that it answers would not do, since ours always does."""
    cache = caches["default"]
    key, value = "cica.checks", os.urandom(8).hex()
    cache.set(key, value, timeout=60)
    return None if cache.get(key) == value else "The cache does not keep what it is given."


def fault_of_static_files() -> str | None:
    if getattr(staticfiles_storage, "hashed_files", True):
        return None
    return "No static files are collected, so every page would fail."


def fault_of_translations() -> str | None:
    behind = ", ".join(source.parent.parent.name for source in uncompiled())
    return f"These translations are not compiled: {behind}." if behind else None


def fault_of_data_folder() -> str | None:
    folder = settings.DATA_DIR
    return None if os.access(folder, os.W_OK | os.X_OK) else f"The scheduler cannot write to {folder}."


NEEDS: dict[str, tuple[Callable[[], str | None], str]] = {
    "cica.E004": (fault_of_database, "Look at DATABASE_URL, then run `manage.py migrate`."),
    "cica.E005": (fault_of_broker, "Look at BROKER_URL."),
    "cica.E006": (fault_of_cache, "Look at CACHE_URL."),
    "cica.E007": (fault_of_static_files, "Run `manage.py collectstatic --no-input`."),
    "cica.E008": (fault_of_translations, "Run `manage.py compile_translations`."),
    "cica.E010": (fault_of_scanner, "Look at SCANNER_ADDRESS and at clamd."),
    "cica.E009": (fault_of_data_folder, "Name a folder of the system's user by CICA_DATA_DIR."),
}
"""`{identifier: (what finds the fault, what to do about it)}`."""


def page_names() -> Iterator[str]:
    """The name of every template of ours, as a view would give it: `proposals/proposal_list.html`."""
    for folder in map(Path, settings.TEMPLATES[0]["DIRS"]):
        yield from sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def _fault_of_page(name: str) -> TemplateSyntaxError | None:
    try:
        engines["jinja2"].get_template(name)
    except TemplateSyntaxError as error:
        return error
    return None
