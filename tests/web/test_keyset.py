"""Lists by key: no row twice, none left out, whatever its neighbours."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from records.models import Act, Counter
from records.refusals import Invalid
from tests.factories.records import enter_act
from web.keyset import page_of, page_of_list

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 14, tzinfo=UTC)


@pytest.fixture
def acts():
    """Ten acts, several of them at the same instant."""
    return [enter_act(at=START + timedelta(days=day)) for day in (3, 1, 1, 2, 3, 3, 1, 2, 2, 1)]


ORDERINGS = [("number",), ("-number",), ("at", "number"), ("-at", "number"), ("at", "-number")]


def walk(queryset, ordering, size, *, towards="next", cursor=""):
    """Return the numbers on each page from a cursor on, and the last page."""
    pages = []
    while True:
        page = page_of(queryset, ordering=ordering, cursor=cursor, size=size)
        pages.append([row["number"] for row in page.rows])
        cursor = getattr(page, towards)
        if not cursor:
            return pages, page


@pytest.mark.parametrize("size", [1, 2, 3, 7, 10, 11])
@pytest.mark.parametrize("ordering", ORDERINGS)
def test_the_pages_together_are_the_list(acts, ordering, size):
    pages, _last = walk(Act.objects.values("at", "number"), ordering, size)

    listed = list(Act.objects.order_by(*ordering).values_list("number", flat=True))
    assert pages == [listed[start : start + size] for start in range(0, 10, size)]


@pytest.mark.parametrize("size", [1, 2, 3, 7])
@pytest.mark.parametrize("ordering", ORDERINGS)
def test_going_back_shows_the_rows_before_in_the_same_order(acts, ordering, size):
    rows = Act.objects.values("at", "number")
    forward, last = walk(rows, ordering, size)

    backward, first = walk(rows, ordering, size, towards="previous", cursor=last.previous)

    assert list(reversed(backward)) == forward[:-1]
    assert first.previous == ""


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    names=st.sets(
        st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8), max_size=12
    ),
    size=st.integers(1, 5),
)
def test_any_text_can_be_a_key(names, size):
    Counter.objects.all().delete()
    Counter.objects.bulk_create(Counter(series=name, last=1) for name in names)
    rows = Counter.objects.values("series")
    seen, cursor = [], ""
    while True:
        page = page_of(rows, ordering=("series",), cursor=cursor, size=size)
        seen += [row["series"] for row in page.rows]
        cursor = page.next
        if not cursor:
            break

    assert seen == list(Counter.objects.order_by("series").values_list("series", flat=True))


def test_rows_may_be_instances(acts):
    first = page_of(Act.objects.all(), ordering=("number",), size=4)

    second = page_of(Act.objects.all(), ordering=("number",), cursor=first.next, size=4)

    assert [act.number for act in second.rows] == [5, 6, 7, 8]


def test_an_act_entered_meanwhile_moves_no_page(acts):
    first = page_of(Act.objects.values("number"), ordering=("-number",), size=4)
    enter_act()

    second = page_of(Act.objects.values("number"), ordering=("-number",), size=4, cursor=first.next)

    assert [row["number"] for row in second.rows] == [6, 5, 4, 3]


def test_an_empty_list_has_no_neighbours():
    page = page_of(Act.objects.values("number"), ordering=("number",))

    assert (page.rows, page.next, page.previous) == ([], "", "")


def test_the_second_page_is_one_index_range_and_one_query(acts, django_assert_num_queries):
    first = page_of(Act.objects.values("number"), ordering=("number",), size=4)

    with django_assert_num_queries(1) as queries:
        page_of(Act.objects.values("number"), ordering=("number",), cursor=first.next, size=4)

    assert "OFFSET" not in queries[0]["sql"]
    assert "COUNT" not in queries[0]["sql"]


@pytest.mark.parametrize(
    "spoil", [lambda cursor: "x", lambda cursor: cursor[:-1], lambda cursor: "W10:" + cursor]
)
def test_an_altered_cursor_is_refused(acts, spoil):
    cursor = page_of(Act.objects.values("number"), ordering=("number",), size=4).next

    with pytest.raises(Invalid) as refused:
        page_of(Act.objects.values("number"), ordering=("number",), cursor=spoil(cursor), size=4)

    assert list(refused.value.errors) == ["cursor"]


def test_the_cursor_of_another_list_is_refused(acts):
    cursor = page_of(Act.objects.values("number"), ordering=("number",), size=4).next

    with pytest.raises(Invalid):
        page_of(Act.objects.values("number"), ordering=("-number",), cursor=cursor, size=4)


def test_an_ordering_with_ties_is_a_mistake_of_ours():
    with pytest.raises(ImproperlyConfigured, match=r"records\.Act does not end with its key"):
        page_of(Act.objects.values("at"), ordering=("at",))


def test_the_key_may_be_called_pk():
    enter_act()

    assert page_of(Act.objects.values("pk"), ordering=("pk",)).rows == [{"pk": 1}]


def test_columns_that_are_unique_together_are_a_key():
    from cbms.models import Measure  # noqa: PLC0415 (a table of an app above, with a key of two columns)

    page = page_of(Measure.objects.values("edition", "code"), ordering=("edition", "code"), size=3)

    assert len(page.rows) == 3


def test_a_column_of_another_table_may_come_first(django_assert_num_queries):
    from cbms.models import Measure  # noqa: PLC0415

    rows = Measure.objects.values("area__code", "id")
    first = page_of(rows, ordering=("area__code", "id"), size=5)
    second = page_of(rows, ordering=("area__code", "id"), size=5, cursor=first.next)

    assert first.rows + second.rows == list(rows.order_by("area__code", "id")[:10])


def test_a_list_in_memory_goes_on_and_comes_back():
    rows = [f"{number:03d}" for number in range(7)]

    def page(cursor: str = "", name: str = "numbers"):
        return page_of_list(rows, name=name, keys=lambda row: (row,), cursor=cursor, size=3)

    first = page()
    second = page(first.next)
    third = page(second.next)

    assert first.rows + second.rows + third.rows == rows
    assert (first.previous, third.next) == ("", "")
    assert page(third.previous).rows == second.rows
    assert page(second.previous).rows == first.rows
    assert page(second.previous).previous == ""
    with pytest.raises(Invalid):
        page(first.next, name="letters")


def test_a_cursor_holds_its_place_in_a_list_that_has_changed():
    rows = ["a", "b", "c", "d"]
    cursor = page_of_list(rows, name="letters", keys=lambda row: (row,), size=2).next

    rows.remove("b")
    rows.insert(0, "0")

    assert page_of_list(rows, name="letters", keys=lambda row: (row,), cursor=cursor, size=2).rows == [
        "c",
        "d",
    ]
