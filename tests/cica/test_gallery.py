"""Every component is shown in the gallery, and what it shows can be used by everyone."""

from html.parser import HTMLParser

import pytest
from django.http import Http404
from django.template import engines
from django.utils import translation
from jinja2 import nodes

from cica.gallery import components
from members.actor import Actor
from tests.pages import one

COMPONENTS = ["acts", "alerts", "fields", "marks", "pages", "records", "tables"]
NOT_TYPED_IN = {"hidden", "submit"}


class Page(HTMLParser):
    """What a reader's aids would make of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.pointed_at: list[str] = []
        self.labelled: set[str] = set()
        self.unlabelled: list[str] = []
        self.controls: dict[str, dict[str, str | None]] = {}
        self.attributes: set[str] = set()
        self.tags: set[str] = set()
        self._labels_open = 0
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.tags.add(tag)
        self.attributes |= set(found)
        self.ids += [found["id"]] if "id" in found else []
        self.pointed_at += (found.get("aria-describedby") or "").split()
        if tag == "a" and (found.get("href") or "").startswith("#"):
            self.pointed_at.append(found["href"][1:])
        if tag == "label":
            self._labels_open += 1
            self.labelled.add(found.get("for") or "")
        if tag in {"input", "select", "textarea"} and found.get("type") not in NOT_TYPED_IN:
            self.controls[found["name"]] = found
            if not self._labels_open:
                self.unlabelled.append(found.get("id") or found["name"])

    def handle_endtag(self, tag):
        if tag == "label":
            self._labels_open -= 1


@pytest.fixture
def html(rf, settings) -> str:
    settings.DEMO = True
    request = rf.get("/components/")
    request.actor = Actor.nobody()
    with translation.override("en"):
        return components(request).content.decode()


@pytest.fixture
def page(html) -> Page:
    return Page(html)


def source_of(name: str) -> nodes.Template:
    environment = engines["jinja2"].env
    return environment.parse(environment.loader.get_source(environment, name)[0])


def names_in(node: nodes.Node) -> set[str]:
    return {name.name for name in node.find_all(nodes.Name)}


def test_the_gallery_shows_every_macro():
    uses = {
        macro.name: names_in(macro)
        for file in COMPONENTS
        for macro in source_of(f"components/{file}.html").find_all(nodes.Macro)
    }
    on_the_page = names_in(source_of("components.html")) | names_in(source_of("base.html"))
    shown, reached = set(), on_the_page & set(uses)
    while reached - shown:
        shown |= reached
        reached = set().union(*(uses[name] for name in reached)) & set(uses)

    assert set(uses) - shown == set()


def test_the_list_of_component_files_is_whole(settings):
    folder = settings.BASE_DIR / "templates" / "components"

    assert sorted(path.stem for path in folder.glob("*.html")) == COMPONENTS


def test_outside_a_demonstration_there_is_no_gallery(rf, settings):
    settings.DEMO = False

    with pytest.raises(Http404):
        components(rf.get("/components/"))


def test_every_control_has_a_label(page):
    assert set(page.unlabelled) - page.labelled == set()


def test_every_id_is_given_once(page):
    assert sorted(page.ids) == sorted(set(page.ids))


def test_every_link_within_the_page_and_every_description_leads_somewhere(page):
    assert set(page.pointed_at) - set(page.ids) == set()


def test_what_was_typed_into_a_refused_form_is_still_there(html):
    refused = Page(html.partition('id="act-circulate"')[2].partition("</form>")[0])

    assert refused.controls["title"]["value"].startswith("Specimen Specimen")
    assert refused.controls["year"]["value"] == "1990"
    assert refused.controls["title"]["aria-invalid"] == "true"
    assert refused.controls["title"]["aria-describedby"] == "circulate-title-help circulate-title-errors"


def test_a_blank_row_does_not_stop_the_browser(html):
    form = Page(html.partition('id="act-open-consultation"')[2].partition("</form>")[0])

    assert "required" in form.controls["title"]
    assert not [name for name in form.controls if "[" in name and "required" in form.controls[name]]


def test_the_form_of_an_irreversible_act_is_checked_first_and_names_its_zone(html):
    form = one(html, "form", id="act-circulate")

    assert one(form, "button").get("value") == "check"
    assert one(form, "input", name="zone", type="hidden").get("value") == "UTC"


def test_no_page_needs_an_inline_style_or_script(page):
    assert "style" not in page.tags | page.attributes
    assert not [name for name in page.attributes if name.startswith("on")]
