"""What `check --deploy` looks at beside Django's own: every template and every translation compiles."""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import PoFileError
from django.conf import settings
from django.core.checks import Error, Tags, register
from django.template import TemplateSyntaxError, engines

from cica.translations import catalogues, faults_of


@register(Tags.templates, deploy=True)
def check_pages_compile(app_configs, **options) -> list[Error]:
    """Report each page template that Jinja2 cannot compile."""
    return [
        Error(str(error), obj=name, id="cica.E001")
        for name in page_names()
        if (error := _fault_of_page(name)) is not None
    ]


@register(Tags.translation, deploy=True)
def check_translations_compile(app_configs, **options) -> list[Error]:
    """Report each translation that does not compile, or whose placeholders its original has not."""
    errors = []
    for source in catalogues():
        try:
            errors += [Error(fault, obj=str(source), id="cica.E002") for fault in faults_of(source)]
        except (PoFileError, ValueError) as error:
            errors.append(Error(str(error), obj=str(source), id="cica.E003"))
    return errors


def page_names() -> Iterator[str]:
    """The name of every template of ours, as a view would give it: `proposals/proposal_list.html`."""
    for folder in map(Path, settings.TEMPLATES[0]["DIRS"]):
        yield from sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def _fault_of_page(name: str) -> TemplateSyntaxError | None:
    try:
        engines["jinja2"].get_template(name)
    except TemplateSyntaxError as error:
        return error
    return None
