"""What sentences need of participants' names besides the names: articles, and what agrees with them.

English and French names are kept without their article; a Russian name has a gender. Those that are not
listed, such as a participant admitted later, go without an article, and by the last letter.
"""

from django.utils.translation import get_language

from records.telling import Name

WITH_ENGLISH_ARTICLE = frozenset(
    {"RU", "KR", "US", "AE", "PH", "UN", "OSCE", "LAS", "TURKPA", "IOM", "ICKKTU"}
)
FRENCH_ARTICLES = {
    "le": "KZ KG PK TJ JP VN KH BD QA KW BY LA TM LB ICKKTU",
    "la": "CN RU MN PS KR TH TR MY JO LAS",
    "les": "US AE PH",
    "l’": "AF AZ EG IN IR UZ ID UA IQ SA AU UN OSCE TURKPA IOM",
}
FRENCH_ARTICLE = {code: article for article, codes in FRENCH_ARTICLES.items() for code in codes.split()}
RUSSIAN_GENDERS = {
    "f": "RU IN MN PS KR TR ID JP MY UA JO KH LK BY SA AU UN OSCE LAS TURKPA IOM",
    "p": "US AE PH",
    "m": "AF AZ CN EG IR IL KZ KG UZ PK TJ TH VN IQ BH BD QA KW LA TM LB ICKKTU",
}
RUSSIAN_GENDER = {code: gender for gender, codes in RUSSIAN_GENDERS.items() for code in codes.split()}
BY_LAST_LETTER = {"а": "f", "я": "f", "ь": "f", "о": "n", "е": "n", "ы": "p", "и": "p"}


def said_of(code: str, name: str) -> Name:
    """Return `name`, which is of the active language, as it stands in sentences."""
    language = (get_language() or "en")[:2]
    if language == "ru":
        gender = RUSSIAN_GENDER.get(code) or BY_LAST_LETTER.get(name[-1:], "m")
        return Name(name, name, gender=gender)
    if language == "fr":
        article, name = FRENCH_ARTICLE.get(code, ""), name.replace("'", "’")
        subject = f"{article}{'' if article.endswith('’') else ' '}{name}".strip()
        return Name(subject[:1].upper() + subject[1:], name, is_many=article == "les")
    if code in WITH_ENGLISH_ARTICLE:
        return Name(f"The {name}", f"the {name}")
    return Name(name, name)
