"""The environment of the pages: addresses, translations, how days are written and fields filled in."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.template.defaultfilters import filesizeformat
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_bidi, gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from cbms.provisions import anchor_of
from cica import dates, widgets
from members.actor import Actor
from members.enums import Capacity
from records.addresses import address_of
from records.citations import PRACTICE, in_words
from records.inspection import remark_in_words
from records.local_times import zone_in_words
from web.feeds import absolute, webcal
from web.held import to_go_on_with


class PageEnvironment(Environment):
    """Jinja2's, which finds `row.name` in a dict without looking for an attribute `name` first.

    A page reads some two thousand, nearly all from dicts, and each miss would raise and catch an error.
    """

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return what `obj.attribute` is in a template."""
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


def environment(**options) -> Environment:
    """The environment that `settings.TEMPLATES` names. A misspelt name is an error, not an empty string."""
    options |= {"autoescape": True, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    env = PageEnvironment(**options)
    env.install_gettext_callables(  # type: ignore[attr-defined]  # the extension i18n brings it
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    # Jinja2 would find its way to `gettext` anew for each of the hundreds of texts of a page.
    env.globals.update(_=wording, gettext=wording)
    env.globals.update(
        static=static,
        url=address_of,
        get_messages=get_messages,
        to_go_on_with=to_go_on_with,
        get_language=get_language,
        get_language_bidi=get_language_bidi,
        languages=settings.LANGUAGES,
        is_demonstration=settings.DEMO,
        zone_name=dates.zone_name,
    )
    env.filters.update(
        absolute=absolute,
        capacities=capacities,
        capacity=capacity,
        cited=cited,
        cited_in_words=in_words,
        day=dates.day,
        filesizeformat=filesizeformat,
        instant=dates.instant,
        instant_zones=dates.instant_zones,
        remark_in_words=remark_in_words,
        webcal=webcal,
        zone_in_words=zone_in_words,
    )
    env.filters.update(widgets.FILTERS)
    return env


def wording(message: str, **variables: object) -> Markup:
    """Translate a template's text and fill in its variables, escaped, as Jinja2's new style does.

    A page asks for hundreds, so what was once looked up is kept.
    """
    language = get_language()
    return _pattern(message, language) % variables if variables else _whole(message, language)


@lru_cache(maxsize=8192)
def _pattern(message: str, language: str | None) -> Markup:
    """`language` is the active one. A template's own text is no one's input, so it is markup."""
    return Markup(gettext(message))  # noqa: S704


@lru_cache(maxsize=8192)
def _whole(message: str, language: str | None) -> Markup:
    """A text without variables; it is a pattern all the same, in which `%%` stands for a per cent."""
    return _pattern(message, language) % {}


def cited(citation: str) -> SafeString:
    """Return a citation (`CA (a)2`) as a link to the sentence that it cites; nothing for none.

    What rests on practice has no sentence, and says so.
    """
    if not citation:
        return SafeString()
    if citation == PRACTICE:
        return conditional_escape(in_words(PRACTICE))
    return _linked(citation)


@lru_cache(maxsize=512)
def _linked(citation: str) -> SafeString:
    place = f"{address_of('approach')}#{anchor_of(citation)}"
    return format_html('<a class="nowrap" href="{}">{}</a>', place, citation)


def capacity(code: str) -> str:
    """The capacity in which an act was done, in words; an act keeps its code."""
    return str(Capacity(code).label)


def capacities(actor: Actor) -> list[str]:
    """In what capacities somebody acts, in words, and that they only read where that is so."""
    held = [str(capacity.label) for capacity in Capacity if capacity in actor.capacities - {Capacity.PUBLIC}]
    return held if actor.may_write else [*held, gettext("reads only")]
