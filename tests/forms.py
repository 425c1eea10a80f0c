"""An act's form as a browser sends it: what stands in it, and what a person changed."""

from html.parser import HTMLParser
from typing import Any

from django.test import Client


class _Controls(HTMLParser):
    """Collects what the act's form of a page would send, `{name: [values]}`, and its boxes, ticked or not."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.sent: dict[str, list[str]] = {}
        self.boxes: dict[str, bool] = {}
        self._inside = False
        self._area = self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "form":
            self._inside = "act-form" in (given.get("class") or "").split()
        elif not self._inside:
            return
        elif tag == "textarea":
            self._area = name
            self._add(name, "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in given:
            self._add(self._select, given.get("value") or "")
        elif tag == "input":
            self._input(name, given)

    def _input(self, name: str, given: dict[str, str | None]) -> None:
        kind = given.get("type", "text")
        if kind == "checkbox":
            self.boxes[name] = "checked" in given
        if kind == "file" or (kind in ("checkbox", "radio") and "checked" not in given):
            return
        self._add(name, given.get("value") or "")

    def handle_data(self, data: str) -> None:
        if self._area:
            self.sent[self._area][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        elif tag == "form":
            self._inside = False

    def _add(self, name: str, value: str) -> None:
        self.sent.setdefault(name, []).append(value)


def drawn(client: Client, address: str) -> _Controls:
    """Return the controls of the act's form at an address."""
    page = client.get(address)
    assert page.status_code == 200, page.content.decode()
    return controls_of(page.content.decode())


def controls_of(html: str) -> _Controls:
    """Return the controls of the act's form in a page."""
    controls = _Controls()
    controls.feed(html)
    return controls


def send_as_drawn(client: Client, address: str, **changes: Any) -> Any:
    """Send the form as it was drawn, with some of it changed, past the last look; None takes a name away."""
    sent = {**drawn(client, address).sent, "step": "confirm", **changes}
    return client.post(address, {name: value for name, value in sent.items() if value is not None})
