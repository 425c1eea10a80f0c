"""The form of every act of the procedure: one view over the table, and two with a form of their own."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from cbms.enums import Completeness
from cbms.models import Measure
from papers.rows import (
    changed_rows,
    errors_as_typed,
    is_filled,
    numbered,
    rows_to_start_from,
    typed_rows,
)
from proposals import actions
from proposals.actions import OneProposal
from proposals.dossier import Dossier
from proposals.enums import Action, Route
from proposals.joining import can_open, references_to_join
from proposals.models import Proposal
from proposals.row import Transition
from proposals.transitions import BY_NAME, opening_of
from proposals.views.considerations import standing_position
from proposals.views.words import subject_of
from records import clock
from records.act_fields import ActFields
from records.act_types import ActType
from records.addresses import address_of
from records.facts import Fact
from records.models import Act
from records.openings import has_right
from records.refusals import NotVisible, NotYours
from web import held
from web.act_pages import LAST_LOOK, ActPage
from web.forms import FormBody
from web.in_words import version_meant
from web.pages import PageMixin
from web.parameters import one_of
from web.search import search_text


class ProposalAct(ActPage):
    """Any act of the table on one proposal.

    A link may fill in a field (`?paragraph=…`). What the reader looked at is posted along: a position is
    taken in the consideration that was on the page, not in one that was opened meanwhile.
    """

    template_name = "proposals/act_form.html"
    hidden: tuple[str, ...] = ("consideration",)

    def subject(self, *args: Any, **lookup: Any) -> Dossier:
        reference, act = lookup["reference"], lookup["act"]
        proposal = (
            Proposal.objects.visible_to(self.actor)
            .filter(reference=reference)
            .select_related("measure")
            .first()
        )
        if proposal is None or act not in BY_NAME:
            raise NotVisible(_("There is no such proposal or act."))
        return Dossier(proposal)

    def act_type(self, subject: Dossier) -> Transition:
        return BY_NAME[self.kwargs["act"]]

    def taken_on(self, subject: Dossier) -> OneProposal:
        seen = self.request.POST.get("consideration", "")
        meant = int(seen) if seen.isdecimal() else None
        return actions.PROPOSALS.at(subject.proposal.reference, consideration=meant)

    def object_url(self, subject: Dossier, act: Act) -> str:
        return address_of("proposal", act.object_key)

    def back_url(self, subject: Dossier) -> str:
        return subject.proposal.get_absolute_url()

    def subject_name(self, subject: Dossier) -> str:
        return f"{subject.proposal.reference} {subject.proposal.subject}"

    def prepare(self, form: ActFields, subject: Dossier, *, at: datetime) -> None:
        form.begin_with(self._standing(subject) | self.linked_in(form))
        form.fields.pop("digest", None)  # the form knows what it was drawn from

    def _standing(self, subject: Dossier) -> dict[str, Any]:
        """Return what the reader's state answered before, where the act replaces that."""
        act, state = self.act_type(subject).name, self.actor.participant
        if act == Action.RESPOND and (answer := subject.responses.get(state)):
            return {name: getattr(answer, name) for name in ("answer", "statement")} | {
                "supports": answer.supports_id
            }
        own = [position for position in subject.positions if position.state_id == state]
        if act == Action.TAKE_POSITION and own:
            paragraphs = [paragraph["id"] for paragraph in own[-1].paragraphs]
            return {
                "position": own[-1].position,
                "statement": own[-1].statement,
                "paragraphs": paragraphs,
            }
        return {}

    def done_on(self, subject: Dossier) -> list[Fact]:
        version = subject.version if self.act_type(subject).names_version else None
        return version_meant(version) if version else []

    def beside(self, subject: Dossier, form: ActFields | None) -> dict[str, Any]:
        consideration = subject.consideration if subject.proposal.pk else None
        is_position = self.act_type(subject).name == Action.TAKE_POSITION
        return {
            "hidden": [("consideration", consideration.pk)] if consideration and is_position else [],
            "about": subject_of(subject.proposal),
            "silence_until": consideration.closes_at if consideration and is_position else None,
            "standing": standing_position(subject, self.actor) if consideration and is_position else None,
        }


class OpenProposal(ProposalAct):
    """The act that opens a proposal, by the route and on the measure named in the address.

    Where a proposal of route A is open on the measure already, the declaration joins it.
    """

    parameters = ("route", "measure")
    hidden = ("route", "measure")

    @property
    def route(self) -> Route:
        """The route that was chosen, A where none was."""
        return Route(one_of({"route": self.given("route")}, "route", Route.values, default=Route.A))

    def given(self, name: str) -> str:
        """Return what the form carries, or at first the address."""
        return self.posted.get(name) or self.request.GET.get(name, "")

    def measure(self, *, on: date) -> Measure:
        """Return the measure asked for: in the edition in force, where that has it."""
        code = search_text(self.given("measure")).upper()
        complete = Measure.objects.filter(edition__completeness=Completeness.COMPLETE)
        try:
            return complete.best_with_code(code, edition="", on=on)
        except Measure.DoesNotExist as error:
            raise NotVisible(_("There is no measure with this code.")) from error

    def subject(self, *args: Any, **lookup: Any) -> Dossier:
        # Whether a proposal is open on the measure is not for everybody, so the right is asked before it.
        self._require_right(opening_of(self.route), Dossier(Proposal(route=self.route, stage="")))
        today = clock.now().date()
        if self.route not in (Route.A, Route.B):
            edition = actions.edition_to_begin_under(self.route, on=today)
            return Dossier(Proposal(route=self.route, edition=edition, stage=""))
        found = self.measure(on=today)
        standing = Proposal.objects.still_open().filter(
            measure__in=Measure.objects.of_lineage(found.pk).values("pk"), route=self.route
        )
        blank = Proposal(route=self.route, measure=found, edition_id=found.edition_id, stage="")
        joined = standing.select_related("measure").first() if self.route == Route.A else None
        return Dossier(joined or blank)

    def act_type(self, subject: Dossier) -> Transition:
        return opening_of(self.route)

    def take(self, act_type: ActType, subject: Dossier, data: Mapping[str, Any]) -> Act:
        body = {**data, "measure": subject.proposal.measure.code} if subject.proposal.measure else data
        return actions.open_proposal(route=self.route, actor=self.actor, data=body).act

    def back_url(self, subject: Dossier) -> str:
        return address_of("proposal-new")

    def subject_name(self, subject: Dossier) -> str:
        return subject_of(subject.proposal)["code"] or str(self.route.label)

    def beside(self, subject: Dossier, form: ActFields | None) -> dict[str, Any]:
        measure = subject.proposal.measure
        return super().beside(subject, form) | {
            "hidden": [("route", self.route.value), *([("measure", measure.code)] if measure else [])],
            "joins": subject.proposal.reference or "",
        }


ON_A_MEASURE = {Route.A: gettext_lazy("Coordinator proposal"), Route.B: gettext_lazy("Exchange of views")}
"""The routes of a proposal on a measure, each with the heading of what is open there."""


class NewProposal(PageMixin, View):
    """`/proposals/new/`: how and on what a proposal can be opened; with a route, the act that opens it."""

    parameters = ("route", "measure")

    def turned_back(self) -> None:
        """Leave a form that comes back to the view of its act."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Show the routes that are the reader's to open, the measures in force, and what is open on them."""
        if request.GET.keys() & {"route", "measure", held.NAME}:
            return OpenProposal.as_view()(request)
        ways = {route.value: opening_of(route) for route in Route if self._may_open(route)}
        if not ways:
            opening = opening_of(Route.A)
            raise NotYours(opening.why_not_yours(self.actor), rule=opening.rule)
        in_force = Measure.objects.in_force(clock.now().date()).select_related("area").in_printed_order()
        measures = list(in_force)
        context = {
            "on_no_measure": [
                {"route": route, "label": ways[route].label} for route in (Route.C, Route.D) if route in ways
            ],
            "headings": list(ON_A_MEASURE.values()),
            "measures": measures,
            "ways_on": self._ways_on(measures, ways),
        }
        return self.page("proposals/proposal_new.html", context)

    def _ways_on(
        self, measures: Iterable[Measure], ways: Mapping[str, Transition]
    ) -> dict[int, list[dict[str, Any]]]:
        """Return for each measure what is open on it either way, and what the reader may do about it."""
        open_now, joins = self._open_on(measures), references_to_join(actor=self.actor, at=clock.now())

        def label(route: Route, reference: str) -> Any:
            if route not in ways or (reference and reference not in joins):
                return ""
            return _("Join") if reference else ways[route].label

        return {
            measure.pk: [
                {
                    "route": route,
                    "heading": heading,
                    "open": (reference := open_now.get((route, measure.pk), "")),
                    "label": label(route, reference),
                }
                for route, heading in ON_A_MEASURE.items()
            ]
            for measure in measures
        }

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Open the proposal."""
        return OpenProposal.as_view()(request)

    def _open_on(self, measures: Iterable[Measure]) -> dict[tuple[str, int], str]:
        """Return what is open on each measure, `{(route, measure): reference}`, under whatever edition."""
        standing = Proposal.objects.visible_to(self.actor).still_open().filter(route__in=(Route.A, Route.B))
        references = {
            (route, measure): reference
            for route, measure, reference in standing.values_list("route", "measure", "reference")
        }
        lineages = Measure.objects.lineage_of_each(measure.pk for measure in measures)
        return {
            (route, measure): reference
            for measure, lineage in lineages.items()
            for (route, about), reference in references.items()
            if about in lineage
        }

    def _may_open(self, route: Route) -> bool:
        """Whether the reader may open one of the route: on some measure, or now where it is on none."""
        if route in (Route.A, Route.B):
            opening, blank = opening_of(route), Dossier(Proposal(route=route, stage=""))
            return has_right(opening, subject=blank, actor=self.actor)
        at = clock.now()
        edition = actions.edition_to_begin_under(route, on=at.date())
        return can_open(Dossier(Proposal(route=route, edition=edition, stage="")), actor=self.actor, at=at)


class SubmitPaper(ProposalAct):
    """The paper in the browser: a row for each paragraph, prefilled from the version before or the template.

    Any button that changes the rows (`step=insert:3`) sends the whole page and gets it back: nothing typed is
    lost, and no script is needed.
    """

    template_name = "proposals/paper_edit.html"

    def act_type(self, subject: Dossier) -> Transition:
        return BY_NAME[Action.SUBMIT_PAPER]

    def subject(self, *args: Any, **lookup: Any) -> Dossier:
        return super().subject(act=Action.SUBMIT_PAPER, **lookup)

    def post(self, request: HttpRequest, **lookup: Any) -> HttpResponse:
        """Change the rows where a button asked for it, otherwise submit the paper."""
        if request.POST.get("step", "") in ("", *LAST_LOOK):
            return super().post(request, **lookup)
        subject, at = self.subject(**lookup), clock.now()
        act_type = self.act_type(subject)
        self._require_right(act_type, subject)
        # Nothing is wrong yet with what is still being written, and it is written on what was read at first.
        return self._back_to(
            self._form(act_type, subject, at, data=self.read(self._form(act_type, subject, at))),
            act_type, subject,
        )  # fmt: skip

    def read(self, form: ActFields) -> FormBody:
        """Leave out paragraphs without a text: an emptied one is taken out of the paper."""
        body = super().read(form)
        body["paragraphs"] = [line for line in body.get("paragraphs", ()) if is_filled(line)]
        return body

    def prepare(self, form: ActFields, subject: Dossier, *, at: datetime) -> None:
        super().prepare(form, subject, at=at)
        if subject.version:
            names = ("title", "in_force_on")
            form.begin_with({name: getattr(subject.version, name) for name in names})

    def beside(self, subject: Dossier, form: ActFields | None) -> dict[str, Any]:
        return super().beside(subject, form) | {
            "rows": self._rows(subject, form) if form else [],
            "version": subject.version,
            "action_url": f"{self.back_url(subject)}actions/{Action.SUBMIT_PAPER}/",
        }

    def _rows(self, subject: Dossier, form: ActFields) -> list[dict[str, Any]]:
        """Return the rows as typed, with what was wrong with each; at first, those to start from."""
        if not self.posted:
            return numbered(rows_to_start_from(subject.version))
        typed = typed_rows(self.posted)
        if (step := self.posted.get("step", "")) not in ("", "check", "confirm"):
            return changed_rows(typed, step)
        errors = errors_as_typed(typed, form.errors.get("paragraphs"))
        form.refuse({**form.errors, **({"paragraphs": errors} if errors else {})})
        form.initial_data["paragraphs"] = typed
        return numbered(typed, errors=errors)
