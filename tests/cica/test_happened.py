"""Every act is told in a sentence, whatever came of it, in each language, also where facts are lacking."""

import re
import string

import orjson
import pytest
from django.conf import settings
from django.utils import timezone, translation

from records.known_acts import acts_by_room
from records.telling import AGREEING, OF_ACT, Teller, event_of, facts_in

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _ in settings.LANGUAGES]
ROWS = [row for _, rows in acts_by_room() for row in rows]
CASES = [(row, came) for row in ROWS for came in (row.happened.said if row.happened else ())]
INSTANT, DAY = "2026-12-14T12:00:00Z", "2026-12-14"
KNOWN = {
    "answer_by": INSTANT, "area": "ECO", "asked": ["KZ", "US"], "audience": "public", "co": ["RU"],
    "comments_until": INSTANT, "deadline": INSTANT, "decision": "SOC-2026-005", "designate_by": INSTANT,
    "document": "CICA/1", "draft_due": DAY, "due_at": INSTANT, "due_on": DAY, "edition_title": "№ 1",
    "effective_on": DAY, "from": DAY, "key": "venue", "kind": "soc", "lead": ["KZ"], "lost_acts": 3,
    "matter": "№ 2", "matters": ["№ 2", "№ 3"], "measure": "ECO-4", "measures": ["ECO-4", "NCT-1"],
    "members_present": 20, "not_acted": ["US"], "note_date": DAY, "note_number": "12/5", "offered": "2007",
    "opened": ["P-2026-002"], "outcome": "noted", "paragraph_number": 3, "paragraph_numbers": [3, 4],
    "participant": "RU", "participants": ["KZ", "US"], "participation": ["KZ"], "place": "№ 4",
    "position": 2, "present": ["KZ", "US"], "quorum": 19, "reason": "№ 5", "reminded": ["KZ"],
    "replaces": "AP-2026-001", "review_by": DAY, "served": ["KZ", "US"], "silence_until": INSTANT,
    "silent": ["KZ"], "starts_on": DAY, "starts_at": INSTANT, "states": ["KZ", "RU"], "status": "observer",
    "supports": "US", "symbol": "CICA/SWG/2026/CP.2", "taken_at": INSTANT, "title": "№ 6", "to": DAY,
    "version": 2, "views": ["S-2026-001"], "year": 2026,
}  # fmt: skip
"""A value for each fact that a clause names, without a word of any language that is not ours to translate."""
WORD = re.compile(r"[^\W\d_]{2,}")


ON_PARTICIPANTS = {
    "admit", "change-status", "hand-over-chairmanship", "rename", "cancel-change", "correct-entry",
}  # fmt: skip


def act(row, payload, *, state="KZ", capacity="member", kind="handling", **columns):
    kind, key = ("participant", "RU") if row.name in ON_PARTICIPANTS else (kind, "P-2026-001")
    return {
        "action": row.name, "object_kind": kind, "object_key": key, "state": state,
        "capacity": capacity, "entered_by": "", "payload": orjson.dumps(payload).decode(), **columns,
    }  # fmt: skip


class Fixed(Teller):
    """Tells of one outcome of a row, whatever its payload says of the outcome."""

    def __init__(self, row, came):
        super().__init__()
        self.row, self.came = row, came

    def clauses(self, happened, payload):
        return self.row.happened.said[self.came]


def wordings(clause):
    return clause if isinstance(clause, tuple) else (clause,)


def test_every_act_has_its_sentence_and_a_word_for_what_happened():
    assert [row.name for row in ROWS if row.happened is None] == []
    assert [row.name for row in ROWS if not str(row.happened.event)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_outcome_of_every_act_is_told_whole(language):
    with translation.override(language), timezone.override("UTC"):
        for row, came in CASES:
            facts = {
                name
                for clause in row.happened.said[came]
                for text in wordings(clause)
                for name in facts_in(str(text))
            }
            known = {name: KNOWN[name] for name in facts - AGREEING - OF_ACT} | {"note_number": "12/5"}
            teller = Fixed(row, came)
            told = teller.sentence(act(row, known | {"note_date": DAY}, entered_by="secretariat"))
            first = [str(wordings(clause)[0]) for clause in row.happened.said[came]]
            assert_is_good(told, language, because=(row.name, came))
            assert told.count("12/5") == 1, told
            for text in first:
                for plain in string.Formatter().parse(text):
                    assert plain[0].strip() in told, (text, told)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_act_whose_payload_lacks_every_fact_is_told_in_fewer_words(language):
    with translation.override(language):
        for row, came in CASES:
            told = Fixed(row, came).sentence(act(row, {}))
            assert_is_good(told, language, because=(row.name, came))
            assert_is_good(Teller().sentence(act(row, {})), language, because=row.name)


def assert_is_good(told, language, *, because):
    assert re.search(r"[^.]\.$", told), (because, told)
    assert not re.search(r"None|[{}]|\b(KZ|RU|US)\b|, ,|: [.;]| \.|  ", told), (because, told)
    if language == "ru":
        left = [word for word in WORD.findall(told) if word.isascii()]
        assert set(left) <= {"CICA", "SWG", "CP", "SOC", "AP", "UTC"}, (because, told)


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_a_translation_has_the_facts_of_its_original(language):
    for row, came in CASES:
        for clause in row.happened.said[came]:
            for text in wordings(clause):
                original = set(facts_in(str(text)))
                with translation.override(language):
                    translated = set(facts_in(str(text)))
                    assert translated - AGREEING == original, text


@pytest.mark.parametrize(
    ("state", "language", "told"),
    [
        ("RU", "en", "The Russian Federation objected to CICA/SWG/2026/CP.2; the silence procedure ended."),
        ("RU", "ru", ("Российская Федерация заявила возражение против CICA/SWG/2026/CP.2;"
" процедура умолчания прекращена.")),
        ("US", "ru", ("Соединенные Штаты Америки заявили возражение против CICA/SWG/2026/CP.2;"
" процедура умолчания прекращена.")),
        ("US", "fr", ("Les États-Unis d’Amérique ont fait objection à CICA/SWG/2026/CP.2\u202f;"
" la procédure tacite a pris fin.")),
        ("KZ", "fr", ("Le Kazakhstan a fait objection à CICA/SWG/2026/CP.2\u202f;"
" la procédure tacite a pris fin.")),
    ],
)  # fmt: skip
def test_a_sentence_agrees_with_the_name_of_its_state(state, language, told):
    row = next(row for row in ROWS if row.name == "take-position")
    payload = {"position": "objection", "silence": "broken", "symbol": "CICA/SWG/2026/CP.2"}
    with translation.override(language):
        assert Teller().sentence(act(row, payload, state=state, kind="proposal")) == told


def test_an_objection_of_an_earlier_version_names_the_proposal():
    row = next(row for row in ROWS if row.name == "take-position")
    told = Teller().sentence(act(row, {"position": "objection", "silence": "broken"}, kind="proposal"))
    assert told == "Kazakhstan objected to P-2026-001; the silence procedure ended."


def test_what_is_enclosed_is_not_said():
    row = next(row for row in ROWS if row.name == "withdraw-submission")
    told = Teller().sentence(act(row, {"reason": {"digest": "a" * 64}}))
    assert told == "Kazakhstan withdrew P-2026-001."


def test_many_acts_are_told_with_one_question_for_the_names(django_assert_num_queries):
    rows = [act(row, {}) for row in ROWS]
    with django_assert_num_queries(1):
        teller = Teller()
        assert len({teller.sentence(row) for row in rows}) > len(ROWS) // 2


def test_a_subject_says_what_kind_of_thing_happened_and_no_position():
    row = next(row for row in ROWS if row.name == "take-position")
    assert event_of(act(row, {"position": "objection"})) == "consideration"
