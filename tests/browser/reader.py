"""A person before a window: opens pages, fills in forms, and notices what is broken."""

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Almaty")


class Reader:
    """One window. Every page it opens must fit its width and run without an error."""

    def __init__(self, page: Any, folder: Path) -> None:
        self.page, self.folder = page, folder
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._listen)

    def _listen(self, message: Any) -> None:
        """Keep what the console calls an error; that a page was refused (409) is an answer."""
        if message.type == "error" and "status of 409" not in message.text:
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

    def fill(self, **values: Any) -> None:
        """Fill in the controls of the form by their names; `rows__0__state` names a control within a row."""
        for field, value in values.items():
            parts = field.split("__")
            name = parts[0] if len(parts) == 1 else f"{parts[0]}[{parts[1]}]{parts[2]}"
            self._fill(self.page.locator(f'[name="{name}"]'), value)

    def _fill(self, control: Any, value: Any) -> None:
        kind = control.first.evaluate("control => control.type")
        if kind in ("radio", "checkbox"):
            for choice in value if isinstance(value, list) else [value]:
                control.and_(self.page.locator(f'[value="{choice}"]')).check()
        elif kind == "select-one":
            control.select_option(value)
        elif isinstance(value, datetime):
            control.fill(f"{value.astimezone(ZONE):%Y-%m-%dT%H:%M}")
        else:
            control.fill(value)

    def picture(self, name: str) -> None:
        """Keep a picture of the window."""
        self.page.screenshot(path=self.folder / f"{name}.png")

    def picture_of_all(self, name: str) -> None:
        """Keep a picture of the whole page."""
        self.page.screenshot(path=self.folder / f"{name}.png", full_page=True)
