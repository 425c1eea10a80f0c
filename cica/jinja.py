"""The environment of the pages: addresses, translations, and how days and instants are written."""

from django.contrib.messages import get_messages
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi, gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, StrictUndefined

from cica import dates


def environment(**options) -> Environment:
    """The environment that `settings.TEMPLATES` names. A misspelt name is an error, not an empty string."""
    options |= {"autoescape": True, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    env = Environment(**options)  # noqa: S701  it is on, one line above
    env.install_gettext_callables(gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext)
    env.globals.update(
        static=static,
        url=url,
        get_messages=get_messages,
        get_language=get_language,
        get_language_bidi=get_language_bidi,
    )
    env.filters.update(instant=dates.instant, day=dates.day)
    return env


def url(name: str, *args, **kwargs) -> str:
    """The address of a named page: `url("measure", "ECO-2")`."""
    return reverse(name, args=args, kwargs=kwargs)
