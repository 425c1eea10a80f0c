"""The pages of participants, and the account's own page."""

from collections.abc import Mapping
from datetime import date
from http import HTTPStatus
from typing import Any

from allauth.account.forms import LoginForm
from allauth.account.views import LoginView
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from members import actions
from members.enums import ParticipantKind, RecordEntry, Status
from members.filters import ParticipantPageFilter
from members.forms import ProfileFields
from members.language import remember_language
from members.models import Account, Chairmanship, HeadOfSecretariat, Participant, Period
from members.passing import passing_over
from members.querysets import ParticipantQuerySet, name_on
from members.sections import PARTICIPANT_SECTIONS, shown
from members.transitions import ADMIT, HAND_OVER, ON_PARTICIPANT
from members.undone import undone_entries
from records import clock
from records.act_fields import ActFields
from records.act_types import ActType
from records.addresses import address_of
from records.door import Subject
from records.models import Act
from records.openings import acts_for
from records.refusals import NotVisible, NotYours
from web.act_pages import ActPage, acts_on_page
from web.form_pages import FormPage
from web.keyset import Page
from web.list_pages import TablePage
from web.pages import ObjectPage

LARGEST_LIST = 200
PAUSE_OF_ATTEMPTS = 5 * 60
"""Seconds after which whoever tried too often may try again: allauth's longest count of attempts."""


def own_language(row: Mapping[str, Any], prefix: str = "name") -> str:
    """Return a name of a row of values in the reader's language."""
    return row[f"{prefix}_{(get_language() or 'en')[:2]}"]


class ParticipantList(TablePage):
    """Who takes part on a day: members, observer states and organisations; the Chair; the secretariat."""

    model = Participant
    template_name = "members/participant_list.html"
    ordering = ("sort_name", "code")
    filterset_class = ParticipantPageFilter
    is_searchable = True
    page_size = LARGEST_LIST

    def rows(self, visible: ParticipantQuerySet) -> QuerySet:
        """List those that have a status on the day."""
        present = visible.with_status_on(self.as_of).named_on(self.as_of).exclude(status=None)
        return present.values("code", "kind", "status", "sort_name", "then_en", "then_ru", "then_fr")

    def represent(self, rows: list[Any]) -> list[Any]:
        """Name each as on the day, in the reader's language; the order stays the English one (RoP 1(7))."""
        return [row | {"name": own_language(row, "then")} for row in rows]

    def context(self, page: Page) -> dict[str, Any]:
        """Group the rows, and say who chairs, who heads the secretariat, and of whom it is not sure."""
        perhaps = Period.objects.perhaps_on(self.as_of).select_related("participant")
        return {
            "as_of": self.as_of,
            "groups": _groups(page.rows),
            "perhaps": perhaps.annotate(called=name_on(self.as_of, of="participant__")).order_by(
                "status", "participant__sort_name"
            ),
            "chair": Chairmanship.objects.on(self.as_of)
            .annotate(called=name_on(self.as_of, of="state__"))
            .first(),
            **_secretariat(self.as_of),
            "may_admit": ADMIT.role_of(self.actor, None) is not None,
        }


def _secretariat(on: date) -> dict[str, Any]:
    """Return who heads the secretariat on a day, or else perhaps does, and the deputies."""
    heads = HeadOfSecretariat.objects.annotate(called=name_on(on, of="state__"))
    found = list((heads.on(on) | heads.perhaps_on(on)).order_by("name"))
    sure = [head for head in found if head.is_sure_on(on)]
    head = next((head for head in [*sure, *found] if not head.is_deputy), None)
    return {
        "head": head,
        "is_head_sure": head in sure,
        "deputies": [head for head in sure if head.is_deputy],
    }


def _groups(rows: list[Any]) -> list[dict[str, Any]]:
    groups = (
        (_("Member states"), Status.MEMBER, ParticipantKind.STATE),
        (_("Observer states"), Status.OBSERVER, ParticipantKind.STATE),
        (_("Observer organisations"), Status.OBSERVER, ParticipantKind.ORGANISATION),
    )
    return [
        {
            "title": title,
            "name": f"{status}-{kind}",
            "rows": [
                row | {"name": own_language(row, "then")}
                for row in rows
                if (row["status"], row["kind"]) == (status, kind)
            ],
        }
        for title, status, kind in groups
    ]


class ParticipantDetail(ObjectPage):
    """A participant's whole file; other rooms add their sections to it."""

    model = Participant
    template_name = "members/participant_detail.html"
    parameters = ("as_of",)

    def find(self, visible: ParticipantQuerySet, **lookup: Any) -> Participant:
        """Find it with its status on the day asked for."""
        return visible.with_status_on(self.as_of).named_on(self.as_of).get(**lookup)

    def context(self, found: Participant) -> dict[str, Any]:
        """Gather names, periods, terms, what may be done, and the sections of other rooms."""
        return {
            "participant": found,
            "called": getattr(found, f"then_{(get_language() or 'en')[:2]}"),
            "former_names": found.former_names.order_by("-valid_to"),
            "as_of": self.as_of,
            "status": _status_in_words(found),
            "names": [
                (language, getattr(found, f"name_{language}"), found.name_sources.get(language, ""))
                for language in ("en", "ru", "fr")
            ],
            "aliases": found.aliases.filter(is_shown=True).order_by("language", "name"),
            "periods": found.periods.order_by("valid_from"),
            "words_of_entry": dict(RecordEntry.choices),
            "words_of_status": dict(Status.choices)
            | {"": pgettext("status of a participant", "takes no part")},
            "words_of_taking_back": {"cancel-change": _("Cancelled"), "correct-entry": _("Corrected")},
            "undone": undone_entries(found.code, self.actor),
            "accounts": Account.objects.visible_to(self.actor)
            .filter(participant=found, is_active=True)
            .order_by("username")
            if self.actor.account
            else [],
            "terms": found.chairmanships.in_order_of_time(),
            **acts_on_page(
                acts_for(actions.PARTICIPANTS, found, actor=self.actor, at=clock.now()),
                address="participant-act",
                key=found.code,
            ),
            "sections": shown(PARTICIPANT_SECTIONS, subject=found, actor=self.actor, on=self.as_of),
        }


def _status_in_words(participant: Any) -> str:
    if participant.status is None:
        return pgettext("status of a participant", "takes no part")
    if participant.status == Status.MEMBER:
        return _("Member state")
    return (
        _("Observer organisation")
        if participant.kind == ParticipantKind.ORGANISATION
        else _("Observer state")
    )


class SecretariatActPage(ActPage):
    """The form of an act on who takes part. All member states and the secretariat are told."""

    def object_url(self, subject: Any, act: Act) -> str:
        """Go on to the participant's page."""
        return address_of("participant", act.object_key)


class ParticipantAdmit(SecretariatActPage):
    """The form by which a participant is admitted."""

    def subject(self, **lookup: Any) -> None:
        """Return nothing: it is not known yet."""

    def act_type(self, subject: None) -> ActType:
        """Return the admission."""
        return ADMIT

    def taken_on(self, subject: None) -> Subject:
        """Make a participant."""
        return actions.NEW_PARTICIPANT

    def back_url(self, subject: None) -> str:
        """Go back to the list."""
        return address_of("participant-list")

    def subject_name(self, subject: None) -> str:
        """Name the list."""
        return _("Members and observers")


class ParticipantAct(SecretariatActPage):
    """The form of one act on a participant that is there. A handover lists what passes over with it."""

    template_name = "members/act_form.html"

    def beside(self, subject: Participant, form: ActFields | None) -> dict[str, Any]:
        """Show what the next Chair will find, and whether it has an office."""
        if self.act_type(subject).name != HAND_OVER.name:
            return {"passing": None}
        return {
            "passing": passing_over(self.actor, at=clock.now()),
            "office": Account.objects.filter(
                participant=subject, is_chairs_office=True, is_active=True
            ).order_by("username"),
        }

    def subject(self, *, code: str, name: str) -> Participant:
        """Return the participant; the act's name must be one that there is."""
        participant = Participant.objects.visible_to(self.actor).filter(code=code).first()
        if participant is None or name not in ON_PARTICIPANT:
            raise NotVisible(_("There is nothing at this address."))
        return participant

    def act_type(self, subject: Participant) -> ActType:
        """Return the act that the address names."""
        return ON_PARTICIPANT[self.kwargs["name"]]

    def taken_on(self, subject: Participant) -> Subject:
        """Name the participant."""
        return actions.PARTICIPANTS.at(subject.code)

    def back_url(self, subject: Participant) -> str:
        """Go back to the participant."""
        return address_of("participant", subject.code)

    def subject_name(self, subject: Participant) -> str:
        """Name it in the reader's language."""
        return subject.name


class Profile(FormPage):
    """The account's own language and time zone."""

    fields = ProfileFields
    template_name = "members/profile_form.html"

    def check(self) -> None:
        """Ask whoever has not logged in to do so."""
        if not self.actor.account:
            raise NotYours(_("Log in first."))

    def bound(self) -> ProfileFields:
        """Begin with what was chosen last."""
        return ProfileFields(self.request.user)

    def carry_out(self, body: Mapping[str, Any]) -> HttpResponse:
        """Keep what was chosen, and speak that language from now on."""
        actions.update_profile(actor=self.actor, **body)
        messages.success(self.request, _("Your profile was saved."))
        response = HttpResponseRedirect(address_of("account_profile"), status=HTTPStatus.SEE_OTHER)
        remember_language(response, body["language"])
        return response


class LogIn(LoginView):
    """allauth's page, which answers 429 to whoever guessed too often; what was typed stays."""

    def form_invalid(self, form: LoginForm) -> HttpResponse:
        """Show the faults."""
        answer = super().form_invalid(form)
        if form.has_error(NON_FIELD_ERRORS, "too_many_login_attempts"):
            answer.status_code = HTTPStatus.TOO_MANY_REQUESTS
            answer["Retry-After"] = PAUSE_OF_ATTEMPTS
        return answer
