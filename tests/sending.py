"""What a browser does with a form: it sends what is drawn, and what was typed."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

IGNORED = {"/i18n/setlang/", "/accounts/logout/"}
"""Forms that stand on every page, around its content."""


@dataclass
class Form:
    """A form as it is drawn: where it is sent, and what it holds, `{name: [value]}`."""

    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)

    def filled(self, typed: Any = ()) -> dict[str, Any]:
        """Return what is sent when this was typed."""
        return self.fields | dict(typed)


class Forms(HTMLParser):
    """Finds the forms of a page that are posted."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address, self.found, self.form = address, [], None
        self.select = self.textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form" and (given.get("method") or "").lower() == "post":
            self.form = Form(given.get("action") or self.address)
        elif self.form is None:
            return
        elif tag == "input":
            self._input(given)
        elif tag == "textarea":
            self.textarea = given.get("name") or ""
            self.form.fields[self.textarea] = [""]
        elif tag == "select":
            self.select = given.get("name") or ""
        elif tag == "option" and "selected" in given:
            self.form.fields[self.select] = [given.get("value") or ""]

    def _input(self, given: dict[str, str | None]) -> None:
        kind, name = given.get("type") or "text", given.get("name")
        # A control in which no file was chosen is sent as an empty text.
        is_sent = kind not in {"checkbox", "radio"} or "checked" in given
        if name and is_sent:
            self.form.fields.setdefault(name, []).append(given.get("value") or "")

    def handle_data(self, data: str) -> None:
        if self.form is not None and self.textarea:
            self.form.fields[self.textarea][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.textarea = ""
        elif tag == "form" and self.form is not None:
            if self.form.action not in IGNORED:
                self.found.append(self.form)
            self.form = None


def forms_on(page: Any, address: str) -> list[Form]:
    """Return the forms of a page that was asked for at `address`."""
    forms = Forms(urlsplit(address).path)
    forms.feed(page.text)
    return forms.found


def form_on(page: Any, address: str, *, action: str = "") -> Form:
    """Return the one form of a page, or the first that is sent to `action`."""
    found = [form for form in forms_on(page, address) if action in ("", form.action)]
    assert found, f"no form on {address}: {page.status_code}"
    return found[0]


def sent(client: Any, address: str, typed: Any = (), **more: Any) -> Any:
    """Open the page at an address, fill in its form, and send it; return the answer."""
    form = form_on(client.get(address), address)
    return client.post(form.action, form.filled(typed), **more)


def confirmed(client: Any, address: str, typed: Any = (), **more: Any) -> Any:
    """Do the same, and press the button of the last look."""
    check = sent(client, address, typed, **more)
    assert check.status_code == 200, check.text
    form = form_on(check, address)
    return client.post(form.action, form.filled({"step": "confirm"}), **more)
