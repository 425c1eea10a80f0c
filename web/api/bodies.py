"""What is sent to an address that performs no act of a table: read by its fields, unknown names refused."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from records.refusals import Invalid


def cleaned(fields: type[serializers.Serializer], data: Mapping[str, Any], **options: Any) -> dict[str, Any]:
    """Return what was sent as the fields read it; raise Invalid, naming each field at fault or unknown."""
    form = fields(data=data, **options)
    if unknown := sorted(set(data) - set(form.fields)):
        known = ", ".join(form.fields)
        sentence = _("There is no such field here. Known: %(names)s.") % {"names": known}
        raise Invalid({name: [sentence] for name in unknown})
    if not form.is_valid():
        raise Invalid(form.errors)
    return dict(form.validated_data)
