"""A page as its reader has it: tests ask for elements and words, not for how the source is laid out."""

from typing import Any

from lxml import html

Element = html.HtmlElement


def read(page: Any) -> Element:
    """Return the root of a page: of an answer, of its text, or of an element, which stays what it is."""
    if isinstance(page, Element):
        return page
    return html.document_fromstring(page if isinstance(page, str) else page.content.decode())


def words(page: Any) -> str:
    """Return what is read in a page or an element, with single spaces; an element's end is one as well."""
    return " ".join(" ".join(read(page).xpath(".//text()")).split())


def found(page: Any, *path: str, **attributes: object) -> list[Element]:
    """Return the elements with these names inside one another, in the order of the page.

    `found(page, "form", "input", name="reason", class_="wide")` are inputs in forms: the last has the
    attributes. True stands for any value, False for none; `class_` is one of several; `_` stands for `-`.
    """
    elements = read(page).xpath("." + "".join(f"//{name}" for name in path))
    return [element for element in elements if _has(element, attributes)]


def one(page: Any, *path: str, **attributes: object) -> Element:
    """Return the only such element; there must be one."""
    elements = found(page, *path, **attributes)
    assert len(elements) == 1, f"{len(elements)} of {path} {attributes}"
    return elements[0]


def texts(page: Any, *path: str, **attributes: object) -> list[str]:
    """Return the words of each such element."""
    return [words(element) for element in found(page, *path, **attributes)]


def language_of(page: Any) -> str | None:
    """Return the language that a page says it is in."""
    return read(page).get("lang")


def facts_of(page: Any) -> dict[str, str]:
    """Return what is said of each term of a page's lists of facts."""
    return {
        words(term): " ".join(words(said) for said in term.itersiblings("dd") if said.getprevious() is term)
        for term in found(page, "dt")
    }


def links(page: Any, start: str = "", end: str = "") -> list[str]:
    """Return what lies between `start` and `end` in each link that has both, in the order of the page."""
    addresses = (element.get("href") for element in found(page, "a", href=True))
    return [
        address.removeprefix(start).removesuffix(end)
        for address in addresses
        if address.startswith(start) and address.endswith(end)
    ]


def sent(page: Any, **form: object) -> dict[str, str]:
    """Return the hidden values of the forms with these attributes, by name."""
    return {
        field.get("name"): field.get("value", "")
        for drawn in found(page, "form", **form)
        for field in found(drawn, "input", type="hidden")
    }


def options(page: Any, name: str) -> list[str]:
    """Return the values that a control offers: a list's, or those of boxes; an empty one offers nothing."""
    return [value for choice in _choices(page, name) if (value := choice.get("value"))]


def chosen(page: Any, name: str) -> list[str]:
    """Return the values of a control that are chosen or ticked as the page is drawn."""
    drawn = [choice for choice in _choices(page, name) if _has(choice, {_MARKS[choice.tag]: True})]
    return [choice.get("value") for choice in drawn]


_MARKS = {"option": "selected", "input": "checked"}


def _choices(page: Any, name: str) -> list[Element]:
    listed = [choice for drawn in found(page, "select", name=name) for choice in found(drawn, "option")]
    boxes = [box for box in found(page, "input", name=name) if box.get("type") in ("checkbox", "radio")]
    return [*listed, *boxes]


def _has(element: Element, attributes: dict[str, object]) -> bool:
    return all(
        _is(element, name.rstrip("_").replace("_", "-"), wanted) for name, wanted in attributes.items()
    )


def _is(element: Element, name: str, wanted: object) -> bool:
    value = element.get(name)
    if isinstance(wanted, bool):
        return (value is not None) == wanted
    if name == "class":
        return str(wanted) in (value or "").split()
    return value == str(wanted)
