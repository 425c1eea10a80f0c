"""Every participant is known by the names that people write: their own, the long form, the abbreviation."""

import re
from collections.abc import Iterator

import pytest
from babel import Locale, localedata
from babel.languages import get_official_languages

from members.fields import ParticipantField, ParticipantsField
from members.models import Alias, Participant
from records import clock
from records.act_fields import ActFields
from records.references import folded

pytestmark = pytest.mark.django_db

WRITTEN = {
    "AE": ["UAE", "U.A.E.", "ОАЭ", "الإمارات العربية المتحدة"],
    "AZ": ["Azərbaycan", "Republic of Azerbaijan", "Азербайджанская Республика"],
    "BY": ["Белоруссия", "Biélorussie", "Republic of Belarus"],
    "CN": ["中国", "People's Republic of China", "PRC", "КНР", "Китайская Народная Республика"],
    "EG": ["مصر", "Arab Republic of Egypt"],
    "IL": ["ישראל", "State of Israel"],
    "IN": ["भारत", "Republic of India"],
    "IR": ["ایران", "Iran (Islamic Republic of)", "Islamic Republic of Iran", "Исламская Республика Иран"],
    "JP": ["日本"],
    "KG": ["Kyrgyz Republic", "Кыргызская Республика", "République kirghize"],
    "KR": ["대한민국", "ROK", "R.O.K.", "Corée du Sud", "Южная Корея", "South Korea"],
    "KZ": ["Қазақстан", "Republic of Kazakhstan", "Республика Казахстан", "République du Kazakhstan"],
    "LA": ["Lao PDR", "Lao People’s Democratic Republic", "ЛНДР"],
    "LK": ["ශ්\u200dරී ලංකාව", "இலங்கை"],
    "PS": ["فلسطين", "State of Palestine"],
    "RU": ["Russia", "Российская Федерация", "РФ"],
    "TH": ["ไทย", "Kingdom of Thailand"],
    "TJ": ["Тоҷикистон", "Republic of Tajikistan"],
    "TR": ["Türkiye", "TÜRKİYE", "Republic of Türkiye", "Türkiye Cumhuriyeti"],
    "US": ["United States", "USA", "U.S.", "США", "États-Unis"],
    "UZ": ["Oʻzbekiston", "O'zbekiston", "O‘zbekiston", "Ўзбекистон", "Republic of Uzbekistan"],
    "VN": ["Vietnam", "Việt Nam", "Socialist Republic of Viet Nam"],
    "OSCE": ["Organisation for Security and Co-operation in Europe", "ОБСЕ"],
    "LAS": ["Arab League", "ЛАГ"],
    "UN": ["UN", "Nations Unies", "ООН"],
}


def own_names() -> Iterator[tuple[str, str]]:
    """Yield `(code, name)` in each official language of every state that has a code of two letters."""
    known = set(localedata.locale_identifiers())
    for code in Participant.objects.names_of_states():
        for language in get_official_languages(code, regional=True, de_facto=True):
            is_listed = language in known and len(language.split("_")[0]) == 2
            if name := Locale.parse(language).territories.get(code) if is_listed else None:
                yield code, name


@pytest.mark.parametrize("code", WRITTEN)
def test_a_field_takes_each_name_that_people_write(code):
    class Fields(ActFields):
        one = ParticipantField()
        several = ParticipantsField()

    for name in WRITTEN[code]:
        fields = Fields(data={"one": name, "several": [name]}, context={"at": clock.now(), "actor": None})

        assert fields.is_valid(), (name, fields.errors)
        assert fields.validated_data == {"one": code, "several": [code]}


def test_every_state_is_known_by_its_name_in_its_own_languages():
    called = Participant.objects.called(folded)

    assert [(code, name) for code, name in own_names() if called.get(folded(name)) != code] == []
    assert len(list(own_names())) > 60


def test_every_participant_has_names_beyond_the_three_that_are_shown():
    """Those without have one name in all languages, or are written in it in full."""
    without = Participant.objects.filter(aliases=None).values_list("code", flat=True)

    assert set(without) == {"AU", "ICKKTU", "MY", "TM"}


def test_every_name_has_a_document_that_has_it():
    named = list(Alias.objects.values_list("participant", "name", "source"))

    assert len(named) > 200
    assert [
        one for one in named if re.fullmatch(r"\W*|.*(common usage|United Nations usage|memory).*", one[2])
    ] == []


@pytest.mark.parametrize(
    ("written", "same"), [("U.A.E.", "UAE"), ("U.S.A", "usa"), ("P.R. China", "pr china"), ("St. A.", "st a")]
)
def test_dots_between_letters_are_no_difference(written, same):
    assert folded(written) == folded(same)


def test_no_name_is_of_two():
    called = Participant.objects.called(folded)

    aliases = list(Alias.objects.values_list("name", "participant"))
    assert [name for name, code in aliases if called.get(folded(name)) != code] == []


def test_what_is_only_understood_is_not_shown(client):
    assert Alias.objects.filter(participant="KZ", name="Qazaqstan", is_shown=False).exists()
    assert "Qazaqstan" not in client.get("/members/KZ/").text
    assert Alias.objects.filter(is_shown=True).count() < 20
