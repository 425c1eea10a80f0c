"""What the bench fills a database with is a record as the system itself keeps it."""

import pytest
from django.db import connection

from bench.record import fill
from bench.served import Cost
from bench.table import table
from members.models import Account
from members.tokens import issue_token
from proposals.actions import declare
from proposals.enums import Stage
from proposals.models import Decision, Proposal
from records import register
from records.models import Act
from tests.factories.members import delegate


@pytest.fixture
def record(transactional_db):
    fill(25)


def dangling_rows():
    """Return the foreign keys that point nowhere, which COPY was not asked about."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass, a.attname, confrelid::regclass, f.attname FROM pg_constraint c"
            " JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = conkey[1]"
            " JOIN pg_attribute f ON f.attrelid = confrelid AND f.attnum = confkey[1]"
            " WHERE contype = 'f' AND connamespace = 'public'::regnamespace"
        )
        for table_, column, other, key in cursor.fetchall():
            cursor.execute(
                f"SELECT count(*) FROM {table_} t LEFT JOIN {other} o ON o.{key} = t.{column}"  # noqa: S608 (our names)
                f" WHERE t.{column} IS NOT NULL AND o.{key} IS NULL"
            )
            if cursor.fetchone()[0]:
                found.append((table_, column))
    return found


def test_the_register_verifies_and_nothing_dangles(record):
    verdict = register.verify()

    assert (verdict.broken_at, verdict.acts) == (None, Act.objects.count())
    assert dangling_rows() == []
    assert Decision.objects.count() == Proposal.objects.filter(stage=Stage.COMPLETED).count() == 23
    assert Proposal.objects.filter(stage=Stage.WITHDRAWN).count() == 2


def test_a_generated_proposal_reads_like_any_other(record, client):
    account = Account.objects.get(username=delegate("KG").username)
    _token, key = issue_token(account=account)
    first = Proposal.objects.filter(stage=Stage.COMPLETED).earliest("pk")

    answer = client.get(f"/api/v1/proposals/{first.reference}/", headers={"Authorization": f"Token {key}"})

    assert answer.status_code == 200
    found = answer.json()
    assert len(found["history"]) == first.revision
    assert found["coordinators"][0]["state"] == found["interested"][0]["state"]
    assert [each["outcome"] for each in found["considerations"]] == ["approved", "agreed"]


def test_real_acts_go_on_after_the_generated_ones(record):
    before = Act.objects.count()

    taken = declare(measure="ECO-2", actor=delegate("KG"), data={"offer": "none"})

    assert taken.act.number == before + 1
    assert register.verify().broken_at is None


def test_the_table_sets_each_cost_against_the_bare_view():
    small = {"bare view": Cost(0.5, 0.0), "list page": Cost(10.0, 2.0)}
    large = {"bare view": Cost(0.4, 0.0), "list page": Cost(12.0, 3.0)}

    lines = table([small, large], names=["10 proposals", "1,000 proposals"], bare="bare view").splitlines()

    (line,) = [line for line in lines if line.startswith("list page")]
    assert line.split() == [
        "list",
        "page",
        "10.00",
        "20.0",
        "2.00",
        "12.00",
        "30.0",
        "3.00",
        "1.20",
        "1.50",
        "≤",
        "30",
        "×",
    ]
