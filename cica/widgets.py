"""Which HTML control an act's field is filled in with: one table, from serializer field to widget.

`templates/components/fields.html` has one branch for each widget named here.
"""

from collections.abc import Iterator
from datetime import datetime, tzinfo
from itertools import groupby
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from rest_framework import serializers
from rest_framework.fields import empty
from rest_framework.settings import api_settings

from records.act_fields import CAPACITY, ON_BEHALF
from records.documents import AttachedFilesField, KeptFilesField
from records.fields import DigestField, DigestsField, FutureInstantField
from records.local_times import known_zone, zone_in_words
from records.readers import ReadBy
from records.references import MOST_OFFERED, Option, ReferenceField, ReferencesField
from web.untyped import ADDED_AGAIN

FEW_CHOICES = 5
SPARE_ROWS = 2


# The first row whose class matches wins, so a subclass stands before its base.
WIDGETS: tuple[tuple[type[serializers.Field], str], ...] = (
    (serializers.HiddenField, "none"),
    (DigestField, "none"),  # of a form it is known which version it was drawn from
    (DigestsField, "none"),
    (serializers.ListSerializer, "rows"),
    (ReferencesField, "references"),
    (ReferenceField, "reference"),
    (serializers.ManyRelatedField, "checkboxes"),
    (serializers.MultipleChoiceField, "checkboxes"),
    (serializers.ChoiceField, "choice"),
    (serializers.RelatedField, "choice"),
    (AttachedFilesField, "files"),
    (KeptFilesField, "none"),  # where there are none to keep
    (serializers.ListField, "list"),
    (serializers.BooleanField, "checkbox"),
    (FutureInstantField, "deadline"),
    (serializers.DateTimeField, "instant"),
    (serializers.DateField, "date"),
    (serializers.IntegerField, "number"),
    (serializers.FileField, "file"),
    (serializers.EmailField, "email"),
    (serializers.URLField, "url"),
    (serializers.UUIDField, "text"),
    (serializers.CharField, "text"),
)


def widget(field: Any) -> str:
    """Name the widget of a bound or plain serializer field; an unknown class is an error, never a guess."""
    plain = getattr(field, "_field", field)
    for field_class, name in WIDGETS:
        if isinstance(plain, field_class):
            return _refined(plain, name)
    raise LookupError(f"No widget for {type(plain).__name__}: add a row to cica.widgets.WIDGETS.")


def _refined(field: Any, name: str) -> str:
    """Tell apart what one class can be: few choices or many, a line or a paragraph, a list of either."""
    if name in ("reference", "references"):
        return _of_reference(field, several=name == "references")
    if name == "none" and getattr(field, "choices", None):
        return "checkboxes"
    if name == "choice":
        return "radios" if len(field.choices) <= FEW_CHOICES else "select"
    if name == "list":
        return "checkboxes" if isinstance(field.child, serializers.ChoiceField) else "lines"
    return _of_text(field) if name == "text" else name


def _of_text(field: Any) -> str:
    """Tell apart what a row carries along, which is no reference, a line and a paragraph."""
    if isinstance(field, serializers.UUIDField) or field.style.get("input_type") == "hidden":
        return "hidden"
    return "paragraph" if field.style.get("base_template") == "textarea.html" else "text"


def _of_reference(field: Any, *, several: bool) -> str:
    """Offer a list; a sentence where it is empty, a box with the list where there is more than it holds."""
    one = field.child if several else field
    if one.takes_others or (one.has_more and not several):
        return "search"
    if not one.offered:
        return "none_yet"
    return "checkboxes" if several else "select"


def choices(field: Any) -> Iterator[tuple[str, str]]:
    """Yield `(value, label)` of a field with choices, or of a list of such fields."""
    plain = getattr(field, "_field", field)
    return iter((plain if hasattr(plain, "choices") else plain.child).choices.items())


def grouped(field: Any) -> list[tuple[str, list[tuple[str, str]]]]:
    """List what a field offers by the heading that it stands under: `[(heading, [(key, label)])]`."""
    plain = getattr(field, "_field", field)
    one = getattr(plain, "child", plain)
    if not isinstance(one, ReferenceField):
        return [("", list(choices(field)))]
    found = ((group, list(options)) for group, options in groupby(one.offered[:MOST_OFFERED], key=_heading))
    return [(group, [(option.key, option.label) for option in options]) for group, options in found]


def _heading(option: Option) -> str:
    return option.group


def none_yet(field: Any) -> str:
    """Say why a field offers nothing, and what comes first."""
    plain = getattr(field, "_field", field)
    return str(getattr(plain, "child", plain).none_yet)


def chosen(field: Any, value: Any) -> set[str]:
    """Give the values ticked so far as text: typed, or stored, or what the field takes by default."""
    if value in (None, "", []):
        value = _default(field)
    several = value if isinstance(value, list | tuple | set | frozenset) else [value]
    given = {str(item) for item in several if item not in (None, "")}
    plain = getattr(field, "_field", field)
    one = getattr(plain, "child", plain)
    if isinstance(one, ReferenceField):  # a link may name it in small letters, or by its name
        return {option.key if (option := one.option_for(item)) else item for item in given}
    return given


def _default(field: Any) -> Any:
    default = getattr(getattr(field, "_field", field), "default", None)
    return None if default is empty or callable(default) else default


def local_input(value: Any, field: Any = None) -> str:
    """Write an instant as `datetime-local` wants it, in the zone in which `field` is filled in.

    What was typed stays as it is.
    """
    at = parse_datetime(value) if isinstance(value, str) and value[-1:] in {"Z", "z"} else value
    if not isinstance(at, datetime):
        return str(value or "")
    local = timezone.make_naive(at, zone_of(field)) if timezone.is_aware(at) else at
    return local.isoformat(timespec="seconds" if local.second else "minutes")


def zone_of(field: Any) -> tzinfo | None:
    """Return the zone that the form of `field` itself names, None where that is the reader's."""
    name = _zone_field(field)
    if not name:
        return None
    form = field.parent
    given = getattr(form, "initial_data", {}).get(name) or form.fields[name].initial
    return known_zone(str(given or ""))


def zone_note(field: Any) -> str:
    """Say in which zone a time is filled in."""
    if named := _zone_field(field):
        return str(field.parent.fields[named].label)
    return zone_in_words(timezone.get_current_timezone_name())


def _zone_field(field: Any) -> str:
    return getattr(getattr(field, "parent", None), "zone_field", "")


def row_fields(field: Any) -> list[Any]:
    """List the fields that one row of a repeatable fieldset has."""
    return [child for child in field.child.fields.values() if not child.read_only]


def rows(field: Any) -> list[dict[str, Any]]:
    """List the rows of a repeatable fieldset, each with what was typed and its errors, then blank ones.

    A row is `{"index", "values": {field: value}, "errors": {field: [sentence]}}`. Whoever parses the form
    drops rows that were left blank. `style={"spare_rows": n}` on the field asks for n blank rows.
    """
    values = list(field.value or [])
    errors = field.errors if isinstance(field.errors, dict) else {}
    return [
        {
            "index": index,
            "values": values[index] if index < len(values) else {},
            "errors": errors.get(index, {}),
        }
        for index in range(len(values) + field.style.get("spare_rows", SPARE_ROWS))
    ]


def read_together(field: Any) -> str:
    """Say once who reads the texts of a repeatable fieldset, where it is the same for all of them."""
    said = {str(child.read_by.sentence) for child in row_fields(field) if isinstance(child, ReadBy)}
    return said.pop() if len(said) == 1 else ""


def help_in_row(field: Any, together: str) -> Any:
    """Return a field's help in a row: without who reads it, where that is said of the rows `together`."""
    return field.own_help if together and isinstance(field, ReadBy) else field.help_text


def row_set_errors(field: Any) -> list[str]:
    """Give what is wrong with a repeatable fieldset as a whole ("This list may not be empty.")."""
    if isinstance(field.errors, dict):  # {index of the row, or the key of the whole: errors}
        return sentences(field.errors.get(api_settings.NON_FIELD_ERRORS_KEY))
    return sentences(field.errors)


def sentences(errors: Any) -> list[str]:
    """Flatten the errors of one field, however nested, into sentences."""
    if not errors:
        return []
    if isinstance(errors, dict):
        return [text for value in errors.values() for text in sentences(value)]
    if isinstance(errors, list | tuple):
        return [text for value in errors for text in sentences(value)]
    return [str(errors)]


def error_summary(serializer: Any) -> list[tuple[str, str, list[str]]]:
    """List `(anchor, label, sentences)` of all that was refused, in form order; "" names the whole form.

    What is refused under a name that the form has no field for is said of the whole form, not lost.
    """
    refused = serializer.errors if hasattr(serializer, "initial_data") else {}
    lines = [("", "", sentences(errors)) for name, errors in refused.items() if name not in serializer.fields]
    for name, field in serializer.fields.items():
        if isinstance(field, serializers.ListSerializer):
            lines += _refused_rows(field)
        else:
            lines.append(_refused(field, name, refused.get(name)))
    return [line for line in lines if line[2]]


def _refused(field: Any, name: str, errors: Any, *, within: str = "") -> tuple[str, str, list[str]]:
    return anchor(name), f"{within}{field.label}", sentences(errors)


def _refused_rows(field: Any) -> Iterator[tuple[str, str, list[str]]]:
    """Name each refused field of a row by its list, its row and itself: "Coordinators 2: State"."""
    bound = field.parent[field.field_name]
    yield _refused(field, field.field_name, row_set_errors(bound))
    for row in rows(bound):
        for child in row_fields(field):
            name = f"{field.field_name}[{row['index']}]{child.field_name}"
            within = f"{field.label} {row['index'] + 1}: "
            yield _refused(child, name, row["errors"].get(child.field_name), within=within)


def anchor(name: str) -> str:
    """Make of a field's name what its id ends in: `coordinators[0]state` has a bracket that no link may."""
    return name.replace("[", "-").replace("]", "-")


def own_fields(serializer: Any) -> list[Any]:
    """List the bound fields of the act itself that a person fills in."""
    return [field for field in _filled_in(serializer) if field.name not in _of_the_note(serializer)]


def on_behalf_fields(serializer: Any) -> list[Any]:
    """List the bound fields by which the secretariat says for whom, and on which note, it enters the act.

    While the act is open to no state, that alone is said; a note that was typed all the same stays.
    """
    found = [field for field in _filled_in(serializer) if field.name in _of_the_note(serializer)]
    is_for_nobody = bool(found) and widget(found[0]) == "none_yet" and not any(one.value for one in found[1:])
    return found[:1] if is_for_nobody else found


def _of_the_note(serializer: Any) -> tuple[str, ...]:
    """Name the note's fields; the capacity is among them where it is a state's for whom an officer speaks."""
    return (*ON_BEHALF, CAPACITY) if ON_BEHALF[0] in serializer.fields else ON_BEHALF


def _filled_in(serializer: Any) -> Iterator[Any]:
    return (field for field in serializer if not field.read_only and widget(field) != "none")


def typed(serializer: Any) -> list[tuple[str, str]]:
    """List `(name, value)` of everything that was sent, so that a confirmation can send it again."""
    data = getattr(serializer, "initial_data", {})
    pairs = data.lists() if hasattr(data, "lists") else ((name, [value]) for name, value in data.items())
    carried = [
        (name, str(value))
        for name, values in pairs
        for value in values
        if not isinstance(value, UploadedFile)
    ]
    return [(name, value) for name, value in carried if name not in ADDED_AGAIN]


# What the templates call; cica.jinja hands it to the environment.
FILTERS = {
    function.__name__: function
    for function in (
        anchor,
        choices,
        chosen,
        error_summary,
        grouped,
        help_in_row,
        local_input,
        none_yet,
        on_behalf_fields,
        own_fields,
        read_together,
        row_fields,
        row_set_errors,
        rows,
        sentences,
        typed,
        widget,
        zone_note,
    )
}
