"""A person before a window: opens pages, fills in forms, and notices what is broken."""

from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

REFUSED = (HTTPStatus.BAD_REQUEST, HTTPStatus.CONFLICT, HTTPStatus.PRECONDITION_FAILED)
ZONE = ZoneInfo("Asia/Almaty")


class Reader:
    """One window. Every page it opens must fit its width and run without an error."""

    def __init__(self, page: Any, folder: Path) -> None:
        self.page, self.folder = page, folder
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._listen)

    def _listen(self, message: Any) -> None:
        """Keep what the console calls an error; that an act was refused is an answer."""
        is_answer = any(f"status of {status:d}" in message.text for status in REFUSED)
        if message.type == "error" and not is_answer:
            self.errors.append(message.text)

    def open(self, address: str) -> str:
        """Open a page and return its text."""
        answer = self.page.goto(address)
        assert answer.ok, f"{address}: {answer.status}"
        return self.look()

    def look(self) -> str:
        """Return the text of the page, which fits the window and has no errors."""
        overflow = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert overflow <= 0, f"{self.page.url} is {overflow} px too wide"
        assert self.errors == []
        return self.page.inner_text("body")

    def press(self, name: str) -> str:
        """Press a button or follow a link by its whole name, and return the text of the page it leads to."""
        main = self.page.locator("main")
        button = main.get_by_role("button", name=name, exact=True)
        (button if button.count() else main.get_by_role("link", name=name, exact=True)).first.click()
        self.page.wait_for_load_state()
        return self.look()

    def go(self, *names: str) -> str:
        """Walk from the navigation: its link first, then links or buttons by name, each on the next page."""
        if self.page.url == "about:blank":
            self.open("/")
        bar = self.page.locator("header nav.nav").filter(visible=True)
        if not bar.count():  # a narrow window has it behind a word
            self.page.locator("header details.menu summary").click()
        bar.get_by_role("link", name=names[0], exact=True).first.click()
        self.page.wait_for_load_state()
        text = self.look()
        for name in names[1:]:
            text = self.press(name)
        return text

    def act(self, address: str, name: str, /, *, final: bool = False, **values: object) -> str:
        """Go from an object's page to an act by its button, fill in its form and do it.

        Returns the text of the page it leads to. `final` acts are looked at once more before.
        """
        self.open(address)
        self.press(name)
        return self.send(name, final=final, **values)

    def send(self, name: str, /, *, final: bool = False, **values: object) -> str:
        """Fill in the form of an act and do it, and see that it is in the register.

        What its form, or only its body, makes final is looked at once more; `final` says that it must be.
        """
        self.fill(**values)
        if final or self.page.get_by_role("button", name="Check before it is final").count():
            text = self.press("Check before it is final")
            assert "This cannot be undone" in text, text
        text = self.press(name)
        if not final and "This cannot be undone" in text:
            text = self.press(name)
        assert "(No. " in text, text
        return text

    def finds_nothing_at(self, address: str) -> bool:
        """Whether the page is one that this reader does not find (404)."""
        found = self.page.goto(address).status
        self.errors = [error for error in self.errors if "status of 404" not in error]
        return found == HTTPStatus.NOT_FOUND

    def tick_all(self, name: str) -> None:
        """Tick every box of a field."""
        for box in self._control(name).all():
            box.check()

    @property
    def at(self) -> str:
        """The address of the page, without the machine."""
        return urlsplit(self.page.url).path

    def fill(self, **values: Any) -> None:
        """Fill in the controls of the form by their names; `rows__0__state` names a control within a row.

        Instants are typed on the clock that the form asks for: the reader's, or that of the zone it takes.
        """
        zone = ZoneInfo(values["time_zone"]) if "time_zone" in values else ZONE
        for field, value in values.items():
            parts = field.split("__")
            name = parts[0] if len(parts) == 1 else f"{parts[0]}[{parts[1]}]{parts[2]}"
            self._fill(self._control(name), value, zone)

    def _control(self, name: str) -> Any:
        """Return what a person can use of a field, which may have a hidden input that says it was asked."""
        return self.page.locator(f'[name="{name}"]:not([type="hidden"])')

    def _fill(self, control: Any, value: Any, zone: ZoneInfo) -> None:
        kind = control.first.evaluate("control => control.type")
        if kind in ("radio", "checkbox"):
            for choice in value if isinstance(value, list) else [value]:
                control.and_(self.page.locator(f'[value="{choice}"]')).check()
        elif kind == "select-one":
            control.select_option(value)
        elif isinstance(value, datetime) and kind == "date":
            local = value.astimezone(zone)
            control.fill(f"{local:%Y-%m-%d}")
            self.page.locator(f'[name="{control.get_attribute("name")}.time"]').fill(f"{local:%H:%M}")
        elif isinstance(value, datetime):
            control.fill(f"{value.astimezone(zone):%Y-%m-%dT%H:%M}")
        else:
            control.fill(value)

    def picture(self, name: str) -> None:
        """Keep a picture of the window."""
        self.page.screenshot(path=self.folder / f"{name}.png")

    def picture_of_all(self, name: str) -> None:
        """Keep a picture of the whole page."""
        self.page.screenshot(path=self.folder / f"{name}.png", full_page=True)
