"""What the sources hold to is checked, and what breaks it is found."""

from collections import Counter
from pathlib import Path

import pytest

from records import addresses
from records.addresses import address_of
from tests import sources
from tests.addresses import addresses_served


def test_the_sources_hold_to_it():
    assert sources.faults() == []


def test_every_address_has_a_name_of_its_own():
    named = Counter(pattern.name for pattern in addresses_served())

    assert None not in named
    assert named.most_common(1)[0][1] == 1


@pytest.mark.parametrize(
    "line",
    [
        'url = "/members/"',
        'url = f"/proposals/{reference}/actions/comment/"',
        'url = f"{settings.BASE_URL}/register/"',
        'url = "/meetings/{}/#agenda".format',
        'url = f"{proposal.get_absolute_url()}actions/{act}/"',
        'url = address_of("proposal", reference) + "papers/"',
        'is_api = path.startswith("/api/")',
    ],
)
def test_an_address_that_is_spelt_in_python_is_found(line):
    assert list(sources.spelt_in_python(line))


@pytest.mark.parametrize(
    "line",
    [
        'url = address_of("participant-list")',
        "url = f\"{address_of('catalogue')}?edition={code}\"",
        'url = address_of("meeting", reference) + "#agenda"',
        'path("members/<str:code>/", view, name="participant")',
        'place = "/usr/lib/postgresql"',
        'def view():\n    """Answer at `/members/`."""\n    """/members/ as well."""',
    ],
)
def test_what_is_named_or_no_address_is_none(line):
    assert list(sources.spelt_in_python(line)) == []


@pytest.mark.parametrize(
    "text",
    [
        '<a href="/members/">',
        '<form action="/inbox/">',
        '<a href="/">',
        '{{ page_header(_("Reports"), [("/implementation/", _("Implementation"))]) }}',
        "{{ call.get_absolute_url() }}acts/",
        "{{ url('submission', reference) }}files/",
        '{{ url("submission", reference) ~ "files/" }}',
    ],
)
def test_an_address_that_is_spelt_in_a_page_is_found(text):
    assert list(sources.spelt_in_page(text))


def test_what_a_page_names_is_no_fault():
    text = """<a href="{{ url('catalogue') }}?edition=2007">{{ url("inbox") ~ "?all=" ~ code }}{{ "/" }}"""

    assert list(sources.spelt_in_page(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        '{% if edition.completeness == "incomplete" %}{% endif %}',
        '{{ "grey" if item.outcome in ("deferred", "noted") else "violet" }}',
        '{% if "conclude-item" in open_acts %}{% endif %}',
        "{% if row.valid_from > on %}{% endif %}",
        "{% if request.actor.is_secretariat %}{% endif %}",
        '{% if "chair" in actor.capacities %}{% endif %}',
        '{% if entry.confidence.startswith("low") %}{% endif %}',
    ],
)
def test_a_rule_in_a_page_is_found(text):
    assert list(sources.rules_in_page(text))


@pytest.mark.parametrize(
    "text",
    [
        "{% if edition.is_incomplete %}{% endif %}",
        "{% if rows|length > 1 %}{% endif %}",
        "{% if cell.code == own %}{% endif %}",
        '{% if value != "" %}{% endif %}',
        "{% if request.actor.account %}{% endif %}",
        "{% if path.startswith(href) %}{% endif %}",
    ],
)
def test_what_a_page_may_ask_is_no_rule(text):
    assert list(sources.rules_in_page(text)) == []


def test_a_line_that_no_screen_holds_is_found():
    assert sources.long_lines("й" * 120 + "\n" + "x" * 121) == [2]


def test_where_an_address_is_spelt_for_a_reason_one_is():
    assert [path for path in sources.SPELT if not list(sources.spelt_in_python(Path(path).read_text()))] == []


def test_an_address_is_kept_and_one_that_is_a_secret_is_not():
    addresses._kept.cache_clear()

    assert address_of("measure", "ECO-2") == address_of("measure", "ECO-2") == "/catalogue/ECO-2/"
    assert addresses.secret_address("personal-feed", "s3cret") == "/feeds/s3cret.ics"
    assert addresses._kept.cache_info()[:2] == (1, 1)
