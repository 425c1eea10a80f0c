"""What the acts on calls for information and on compilations of views write (CA (b)1, (b)2)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from exchange.dossier import addressees_of, chair_code, readers_of, silent_on
from exchange.groups import ASKED, SILENT
from exchange.models import Addressee, Call, Compilation, CompiledView, Submission, Version
from members.actor import Actor
from members.groups import CHAIR, MEMBERS, OFFICES
from records.act_types import Entry, Group
from records.numbering import next_number

Body = Mapping[str, Any]


def open_call(call: Call, actor: Actor, body: Body, at: datetime) -> Entry:
    """Enter the call under its number, with everyone it asks."""
    call.reference = f"C-{at.year}-{next_number(series=f'call:{at.year}'):03d}"
    call.opened_at = at
    for name in ("title", "mandate", "question", "audience", "answer_by"):
        setattr(call, name, body[name])
    call.save()
    call.measures.set(body["measures"])
    asked = readers_of(body["audience"], (), on=at.date())
    Addressee.objects.bulk_create(Addressee(call=call, participant_id=code, asked_at=at) for code in asked)
    payload = {
        "title": body["title"],
        "measures": [measure.code for measure in body["measures"]],
        "audience": body["audience"],
        "asked": asked,
        "answer_by": body["answer_by"],
    }
    return _entry(call, payload, told={ASKED: asked, **OFFICES})


def remind(call: Call, actor: Actor, body: Body, at: datetime) -> Entry:
    """Tell those who have not answered, and nobody else."""
    silent = silent_on(call)
    Addressee.objects.filter(call=call, participant__in=silent).update(reminded_at=at)
    return _entry(call, {"message": body["message"], "reminded": silent}, told={SILENT: silent})


def close_call(call: Call, actor: Actor, body: Body, at: datetime) -> Entry:
    """Close the call: it takes no further answer."""
    return _entry(call, {"silent": silent_on(call)}, told={ASKED: addressees_of(call), **OFFICES})


def _entry(call: Call, payload: dict[str, Any], *, told: Mapping[Group, Iterable[str]]) -> Entry:
    return Entry(object_kind="call", object_key=call.reference, payload=payload, told=told)


def compile_views(compilation: Compilation, actor: Actor, body: Body, at: datetime) -> Entry:
    """Put all views on the measures that the secretariat holds into one table."""
    compilation.reference = f"V-{at.year}-{next_number(series=f'compilation:{at.year}'):03d}"
    compilation.title, compilation.compiled_at = body["title"], at
    compilation.save()
    compilation.measures.set(body["measures"])
    versions = list(Version.objects.views_to_compile(on=body["measures"]).order_by("submission"))
    CompiledView.objects.bulk_create(
        CompiledView(compilation=compilation, version=version) for version in versions
    )
    # No references: the member states read this act later, and some of the views may not go out.
    payload = {"measures": [measure.code for measure in body["measures"]], "views": len(versions)}
    return Entry(
        object_kind="compilation",
        object_key=compilation.reference,
        payload=payload,
        told={CHAIR: ["chair", chair_code(at.date())]},
    )


def disseminate_views(compilation: Compilation, actor: Actor, body: Body, at: datetime) -> Entry:
    """Open the table, whose views have just gone out, to the member states."""
    compilation.disseminated_at = at
    members = readers_of("members", (), on=at.date())
    return Entry(
        object_kind="compilation",
        object_key=compilation.reference,
        payload={"views": _references_out(compilation)},
        told={MEMBERS: members, CHAIR: ["chair"]},
    )


def _references_out(compilation: Compilation) -> list[str]:
    """Return the views of a compilation that have gone out, by their numbers."""
    out = Version.objects.filter(pk__in=compilation.entries.values("version"), released_at__isnull=False)
    return list(out.order_by("submission").values_list("submission__reference", flat=True))


def held_versions(compilation: Compilation) -> list[Version]:
    """Return the versions in a compilation that can go out, in the order of their numbers, with their
    submissions locked.

    Views that were returned or taken back since they were compiled are not among them, nor is the text that
    their authors have submitted anew: it was not in the table.
    """
    keys = compilation.entries.values("version__submission")
    locked = {
        row.pk: row for row in Submission.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    }
    entered = Version.objects.filter(pk__in=compilation.entries.values("version"))
    versions = list(entered.held().order_by("submission"))
    for version in versions:
        version.submission = locked[version.submission_id]
    return versions
