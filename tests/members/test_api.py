"""Participants, terms, the caller and its tokens over the REST API."""

import pytest

from members.enums import Post
from members.models import Chairmanship, Token
from members.tokens import issue_token
from records.models import Act
from tests.factories.members import AccountFactory, ParticipantFactory, PeriodFactory

pytestmark = pytest.mark.django_db

API = "/api/v1"
NEPAL = {
    "code": "NP",
    "kind": "state",
    "status": "observer",
    "name_en": "Nepal",
    "name_ru": "Непал",
    "name_fr": "Népal",
    "effective_on": "2026-10-20",
    "decision": "Seventh Summit, Baku, 20 October 2026",
}
TO_TURKIYE = {"state": "TR", "effective_on": "2026-12-01", "decision": "Ministerial Council"}


@pytest.fixture
def officer():
    return AccountFactory(post=Post.SECRETARIAT)


def authorised(account, *, read_only=False):
    _token, key = issue_token(account=account, read_only=read_only)
    return {"authorization": f"Token {key}"}


def codes(answer):
    return [row["code"] for row in answer.json()["results"]]


def post(client, path, data, account=None, **options):
    headers = authorised(account, **options) if account else {}
    return client.post(f"{API}/{path}", data, content_type="application/json", headers=headers)


def test_the_participants_of_2007(client):
    members = client.get(f"{API}/participants/?as_of=2007-10-04&status=member")
    observers = client.get(f"{API}/participants/?as_of=2007-10-04&status=observer")

    assert codes(members) == [
        "AF", "AZ", "CN", "EG", "IN", "IR", "IL", "KZ", "KG",
        "MN", "PK", "PS", "KR", "RU", "TJ", "TH", "TR", "UZ",
    ]  # fmt: skip
    assert codes(observers) == ["ID", "JP", "LAS", "MY", "OSCE", "UA", "UN", "US", "VN"]


def test_who_takes_no_part_on_the_day_is_listed_without_status(client):
    rows = client.get(f"{API}/participants/?as_of=2024-12-17").json()["results"]
    assert [row["code"] for row in rows if row["status"] is None] == ["AU", "ICKKTU", "LB"]
    assert len(rows) == 46


def test_a_participant_has_names_periods_and_aliases(client):
    body = client.get(f"{API}/participants/TR/").json()
    assert body["name"] == {"en": "Türkiye", "ru": "Турция", "fr": "Turquie"}
    assert [alias["name"] for alias in body["aliases"]] == ["Turkey"]
    [period] = body["periods"]
    assert (period["from"], period["from_precision"], period["as_of_from"]) == (
        None,
        "attested",
        "2001-11-08",
    )
    assert "A/62/232" in period["sources"]


def test_a_participant_is_called_as_on_the_day_asked_for(client):
    def named(path):
        rows = client.get(f"{API}/participants/{path}").json()["results"]
        return next(row["name"]["en"] for row in rows if row["code"] == "TR")

    assert (named("?as_of=2007-10-04"), named("")) == ("Turkey", "Türkiye")
    assert client.get(f"{API}/participants/TR/?as_of=2007-10-04").json()["name"]["en"] == "Turkey"
    [former] = client.get(f"{API}/participants/TR/").json()["former_names"]
    assert (former["en"], former["until"], former["until_precision"]) == ("Turkey", "2022-06-01", "day")
    assert former["sources"]


def test_a_name_that_cica_does_not_write_is_not_given_out(client):
    body = client.get(f"{API}/participants/PS/").json()
    assert [alias["name"] for alias in body["aliases"]] == ["State of Palestine"]


def test_an_organisation_has_its_abbreviations(client):
    body = client.get(f"{API}/participants/UN/").json()
    assert body["abbreviation"] == {"en": "UN", "ru": "ООН", "fr": "ONU"}
    assert client.get(f"{API}/participants/KZ/").json()["abbreviation"] is None


@pytest.mark.parametrize(
    ("words", "code"), [("Turkey", "TR"), ("Fédération de Russie", "RU"), ("Vietnam", "VN"), ("ОБСЕ", "OSCE")]
)
def test_search_resolves_other_names(client, words, code):
    assert codes(client.get(f"{API}/participants/", {"search": words})) == [code]


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("participants/?as_of=4.10.2007", "as_of"),
        ("participants/KZ/?as_of=2007-02-30", "as_of"),
        ("participants/?status=guest", "status"),
        ("participants/?kind=city", "kind"),
        ("chairmanships/?as_of=never", "as_of"),
    ],
)
def test_a_bad_question_is_a_problem_that_names_the_field(client, path, field):
    answer = client.get(f"{API}/{path}")
    assert (answer.status_code, answer["content-type"]) == (400, "application/problem+json")
    assert list(answer.json()["errors"]) == [field]


def test_an_unknown_participant_is_not_found(client):
    assert client.get(f"{API}/participants/ZZ/").status_code == 404


@pytest.mark.parametrize("query", ["search=Kazakhstan", "page_size=3", "page_size=200"])
def test_the_list_takes_one_query_with_its_periods(client, django_assert_num_queries, query):
    with django_assert_num_queries(1):
        client.get(f"{API}/participants/?{query}")


def test_one_participant_takes_as_many_queries_with_four_periods_as_with_one(
    client, django_assert_num_queries
):
    little, much = ParticipantFactory(), ParticipantFactory()
    PeriodFactory(participant=little, valid_from="2020-01-01", valid_to="2021-01-01")
    for year in (2020, 2021, 2022, 2023):
        PeriodFactory(participant=much, valid_from=f"{year}-01-01", valid_to=f"{year + 1}-01-01")
    for participant in (little, much):
        with django_assert_num_queries(4):  # the row, what was taken back of it, its revision, the clock
            client.get(f"{API}/participants/{participant.code}/")


def test_the_terms_stand_in_order_of_time(client):
    rows = client.get(f"{API}/chairmanships/").json()["results"]
    assert [row["state"] for row in rows] == ["KZ", "TR", "CN", "TJ", "KZ", "AZ"]
    assert (rows[0]["from"], rows[0]["to"]) == (None, "2010-06-08")
    assert (rows[0]["from_earliest"], rows[0]["from_latest"], rows[0]["as_of_from"]) == (
        "1992-10-05",
        "2002-06-04",
        "1999-09-14",
    )
    assert (rows[1]["from"], rows[1]["as_of_from"]) == ("2010-06-08", "2010-06-08")


def test_who_headed_the_secretariat_and_their_deputies(client):
    def names(query):
        return [row["name"] for row in client.get(f"{API}/heads-of-secretariat/?{query}").json()["results"]]

    assert names("is_deputy=false")[:3] == ["Dulat Bakishev", "Çınar Aldemir", "Gong Jianwei"]
    assert names("is_deputy=true") == ["Chi Fang", "Chi Fang", "Farid Damirli"]
    assert names("as_of=2012-02-27") == ["Çınar Aldemir"]
    assert names("as_of=2007-10-04") == []
    assert names("state=CN&is_deputy=false") == ["Gong Jianwei"]


def test_an_end_that_is_not_known_is_given_by_its_bounds(client):
    [period] = client.get(f"{API}/participants/AU/").json()["periods"]
    assert (period["to"], period["to_earliest"], period["to_latest"], period["as_of_to"]) == (
        None,
        "2006-06-20",
        "2007-10-04",
        "2006-06-21",
    )


@pytest.mark.parametrize(("day", "state"), [("2007-10-04", "KZ"), ("2024-12-16", "KZ"), ("2024-12-17", "AZ")])
def test_the_chair_of_a_day(client, day, state):
    [term] = client.get(f"{API}/chairmanships/?as_of={day}").json()["results"]
    assert term["state"] == state
    assert client.get(f"{API}/chairmanships/{term['id']}/").json() == term


@pytest.mark.parametrize("day", ["1800-01-01", "1900-01-01", "1992-10-04", "1999-09-13"])
def test_a_day_before_the_record_has_no_chair(client, day):
    page = client.get(f"/members/?as_of={day}").text

    assert client.get(f"{API}/chairmanships/?as_of={day}").json()["results"] == []
    assert "Nobody by that name takes part on that day." in page
    assert "Kazakhstan" not in page


def test_the_terms_of_a_state(client):
    assert len(client.get(f"{API}/chairmanships/?state=KZ").json()["results"]) == 2


@pytest.mark.parametrize("query", ["state=AZ", ""])
def test_the_terms_take_one_query(client, django_assert_num_queries, query):
    with django_assert_num_queries(1):
        client.get(f"{API}/chairmanships/?{query}")


def test_the_secretariat_admits_a_participant(client, officer):
    answer = post(client, "participants/", NEPAL, officer)

    assert (answer.status_code, answer["location"]) == (201, "/api/v1/participants/NP/")
    assert answer.json()["status"] == "observer"
    assert [act["name"] for act in answer.json()["available_actions"]] == [
        "change-status",
        "hand-over-chairmanship",
        "rename",
        "correct-entry",
    ]


def test_a_repeated_admission_acts_once(client, officer):
    headers = authorised(officer) | {"idempotency-key": "nepal"}
    answers = [
        client.post(f"{API}/participants/", NEPAL, content_type="application/json", headers=headers)
        for _attempt in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert Act.objects.count() == 1


def test_the_secretariat_changes_a_status(client, officer):
    body = {"status": "member", "effective_on": "2026-11-01", "decision": "Seventh Summit"}
    answer = post(client, "participants/ID/actions/change-status/", body, officer)
    assert answer.status_code == 200
    assert [(period["status"], period["as_of_to"]) for period in answer.json()["periods"]] == [
        ("observer", "2026-11-01"),
        ("member", None),
    ]


def test_the_secretariat_hands_the_chairmanship_over(client, officer):
    answer = post(client, "chairmanships/", TO_TURKIYE, officer)
    assert answer.status_code == 201
    assert (answer.json()["state"], answer.json()["from"], answer.json()["to"]) == ("TR", "2026-12-01", None)
    assert Chairmanship.objects.last_term().state_id == "TR"


def test_a_handover_answers_with_the_new_term_where_the_first_has_no_known_beginning(client, officer):
    answer = post(client, "chairmanships/", TO_TURKIYE | {"state": "KZ"}, officer)

    assert (answer.json()["from"], answer.json()["to"]) == ("2026-12-01", None)


def test_an_act_on_a_participant_that_changed_since_is_refused(client, officer):
    body = {"status": "none", "effective_on": "2026-12-01", "decision": "Note of withdrawal"}
    address, headers = f"{API}/participants/ID/", authorised(officer)
    tag = client.get(address, headers=headers)["ETag"]
    joins = {"status": "member", "effective_on": "2026-11-01", "decision": "Seventh Summit"}
    assert post(client, "participants/ID/actions/change-status/", joins, officer).status_code == 200

    for sent, status in ((tag, 412), ("*", 200)):
        answer = client.post(
            f"{address}actions/change-status/", body, content_type="application/json",
            headers=headers | {"If-Match": sent},
        )  # fmt: skip
        assert answer.status_code == status


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("participants/", NEPAL | {"code": "nepal"}, 400),
        ("participants/", NEPAL | {"colour": "blue"}, 400),
        ("participants/", NEPAL | {"code": "AU"}, 409),
        ("participants/ZZ/actions/change-status/", {}, 404),
        ("participants/KZ/actions/expel/", {}, 404),
        ("participants/KZ/actions/change-status/", {}, 400),
        ("chairmanships/", TO_TURKIYE | {"state": "ZZ"}, 400),
        ("chairmanships/", TO_TURKIYE | {"state": ["TR"]}, 400),
        ("chairmanships/", TO_TURKIYE | {"state": "T\x00"}, 400),
        ("chairmanships/", {"state": "TR"}, 400),
        ("chairmanships/", TO_TURKIYE | {"state": "JP"}, 409),
        ("chairmanships/", TO_TURKIYE | {"state": "AZ"}, 409),
    ],
)
def test_an_act_that_is_wrong_is_refused_by_its_kind(client, officer, path, body, status):
    answer = post(client, path, body, officer)
    assert (answer.status_code, answer["content-type"]) == (status, "application/problem+json")
    assert not Act.objects.exists()


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("participants/", NEPAL),
        ("participants/ID/actions/change-status/", {}),
        ("participants/TR/actions/hand-over-chairmanship/", {}),
        ("chairmanships/", TO_TURKIYE),
        ("chairmanships/", {}),
    ],
)
def test_nobody_else_acts(client, officer, path, body):
    chair = AccountFactory(participant_id="AZ", is_chairs_office=True)
    answers = [
        post(client, path, body),
        post(client, path, body, chair),
        post(client, path, body, AccountFactory(participant_id="JP")),
        post(client, path, body, AccountFactory(post=Post.ADMINISTRATOR)),
        post(client, path, body, officer, read_only=True),
    ]
    assert {answer.status_code for answer in answers} <= {401, 403}
    assert answers[1].status_code == 403
    assert not Act.objects.exists()


def test_an_act_describes_its_fields(client, officer):
    body = client.get(f"{API}/participants/JP/", headers=authorised(officer)).json()
    change = body["available_actions"][0]
    assert change["rule"] == "RoP 1(2)"
    assert {field["name"]: field["required"] for field in change["fields"]} == {
        "effective_on": True,
        "decision": True,
        "status": True,
    }
    assert change["fields"][0]["choices"] == ["member", "observer", "none"]


def test_an_object_that_has_not_changed_is_not_sent_again(client):
    first = client.get(f"{API}/participants/KZ/")
    again = client.get(f"{API}/participants/KZ/", headers={"if-none-match": first["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_me_tells_for_whom_a_token_speaks(client):
    chair = AccountFactory(participant_id="AZ", is_chairs_office=True, language="ru")
    body = client.get(f"{API}/me/", headers=authorised(chair, read_only=True)).json()
    assert body == {
        "username": chair.username,
        "account": str(chair.public_id),
        "participant": "AZ",
        "capacities": ["chair", "member", "public"],
        "is_head": False,
        "may_write": False,
        "language": "ru",
    }


def test_me_tells_the_public_that_it_is_the_public(client):
    body = client.get(f"{API}/me/").json()
    assert (body["username"], body["participant"], body["capacities"]) == ("", None, ["public"])


@pytest.mark.parametrize("word", ["off", "yes", 1, "true"])
def test_a_token_that_is_not_clearly_asked_for_is_not_made(client, word):
    account = AccountFactory(participant_id="KZ")

    refused = post(client, "tokens/", {"read_only": word}, account)

    assert (refused.status_code, refused.json()["errors"]) == (400, {"read_only": ["Say true or false."]})
    assert Token.objects.filter(user=account).count() == 1  # by which the request was made


def test_a_token_is_shown_once_and_works(client):
    account = AccountFactory(participant_id="KZ")
    made = post(client, "tokens/", {"label": "archive", "read_only": True, "days": 7}, account)

    assert made.status_code == 201
    key = made.json()["token"]
    body = client.get(f"{API}/me/", headers={"authorization": f"Token {key}"}).json()
    assert (body["participant"], body["may_write"]) == ("KZ", False)
    rows = client.get(f"{API}/tokens/", headers={"authorization": f"Token {key}"}).json()["results"]
    assert "token" not in rows[0]
    assert (rows[0]["label"], key.startswith(rows[0]["key"])) == ("archive", True)


def test_a_new_token_only_reads_unless_asked_otherwise(client):
    made = post(client, "tokens/", {}, AccountFactory(participant_id="KZ"))
    assert made.json()["read_only"] is True


def test_a_revoked_token_opens_nothing(client):
    account = AccountFactory(participant_id="KZ")
    token, key = issue_token(account=account)
    headers = authorised(account)

    revoked = client.delete(f"{API}/tokens/{token.token_key}/", headers=headers)

    assert revoked.status_code == 204
    assert client.get(f"{API}/me/", headers={"authorization": f"Token {key}"}).status_code == 401


def test_tokens_of_others_are_not_visible(client):
    token, _key = issue_token(account=AccountFactory(participant_id="TR"))
    headers = authorised(AccountFactory(participant_id="KZ"))
    assert len(client.get(f"{API}/tokens/", headers=headers).json()["results"]) == 1
    assert client.delete(f"{API}/tokens/{token.token_key}/", headers=headers).status_code == 404
    assert Token.objects.filter(pk=token.pk).exists()


def test_the_public_has_no_tokens(client):
    issue_token(account=AccountFactory(participant_id="TR"))
    assert client.get(f"{API}/tokens/").json()["results"] == []
    assert post(client, "tokens/", {}).status_code == 401


def test_a_read_only_token_makes_and_revokes_none(client):
    account = AccountFactory(participant_id="KZ")
    token, _key = issue_token(account=account)
    assert post(client, "tokens/", {}, account, read_only=True).status_code == 403
    headers = authorised(account, read_only=True)
    assert client.delete(f"{API}/tokens/{token.token_key}/", headers=headers).status_code == 403


@pytest.mark.parametrize("days", [0, 367, "soon"])
def test_a_token_lasts_a_year_at_most(client, days):
    answer = post(client, "tokens/", {"days": days}, AccountFactory(participant_id="KZ"))
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["days"])


@pytest.mark.parametrize("number", [1, 4])
def test_the_list_of_tokens_takes_two_queries(client, django_assert_num_queries, number):
    account = AccountFactory(participant_id="KZ")
    headers = authorised(account)
    for _each in range(number):
        issue_token(account=account)
    with django_assert_num_queries(2):
        client.get(f"{API}/tokens/", headers=headers)


def test_an_expired_token_opens_nothing(client):
    token, key = issue_token(account=AccountFactory(participant_id="KZ"))
    Token.objects.filter(pk=token.pk).update(expiry="2026-01-01T00:00Z")
    assert client.get(f"{API}/me/", headers={"authorization": f"Token {key}"}).status_code == 401


def test_a_token_of_an_inactive_account_opens_nothing(client):
    headers = authorised(AccountFactory(participant_id="KZ", is_active=False))
    assert client.get(f"{API}/me/", headers=headers).status_code == 401


@pytest.mark.parametrize("key", ["nonsense", "clé", "a b", ""])
def test_what_is_no_token_is_refused(client, key):
    answer = client.get(f"{API}/me/", headers={"authorization": f"Token {key}"})
    assert (answer.status_code, answer["content-type"]) == (401, "application/problem+json")


def test_a_request_by_token_takes_one_query(client, django_assert_num_queries):
    headers = authorised(AccountFactory(participant_id="AZ", is_chairs_office=True))
    with django_assert_num_queries(1):
        client.get(f"{API}/me/", headers=headers)
