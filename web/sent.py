"""What a page does with a form that comes back: the part of every page that looks at how it was drawn.

Before a form is read, `SentForms.turned_back` answers one that cannot be taken as it comes: its author logged
out meanwhile, another logged in, the form expired or was tampered with. Nothing typed is lost: whoever sent
it gets it back, after logging in where that is needed. `once` makes a second click an echo of the first.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.middleware.csrf import get_token
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from records import clock, security
from records.facts import Fact
from records.known_acts import registered_as
from records.models import Act
from records.refusals import NotVisible, NotYours
from records.telling import sentence_of
from web import held
from web.drawn import FIELD, Drawn, NotSigned
from web.held import HeldForm, names_of_files
from web.idempotency import KeptAnswer, answer_once, earlier, fingerprint
from web.requests import actor_of
from web.untyped import NO_FACT, UNTYPED


@dataclass(frozen=True)
class Note:
    """Why a form stands there again: a sentence, what happened since it was drawn and what stands now, files
    to choose again.
    """

    sentence: str
    status: HTTPStatus
    changes: Sequence[Mapping[str, Any]] = ()
    stands: Sequence[Fact] = ()
    files: Sequence[str] = ()


class SentForms:
    """Mixed into `web.pages.PageMixin`. Views with a form say in `redraw` how it is filled."""

    request: HttpRequest
    actor: Any
    page: Callable[..., HttpResponse]

    @cached_property
    def held(self) -> HeldForm | None:
        """What was typed before its author logged in again, where this address asks for it."""
        is_asked = self.request.method == "GET" and held.NAME in self.request.GET
        return HeldForm.asked_for(self.request) if is_asked else None

    @cached_property
    def posted(self) -> QueryDict:
        """What was filled in: sent now, or kept while its author logged in."""
        return self.held.posted() if self.held else self.request.POST

    @cached_property
    def drawn(self) -> Drawn | None:
        """What the form knows of its making; None for one that is not of our making, or says nothing."""
        try:
            return Drawn.found_in(self.posted)
        except NotSigned:
            return None

    def form_url(self) -> str:
        """Return the page that the form stands on: where its author goes on after logging in."""
        return self.request.path

    def rests_on(self) -> str:
        """Return what the forms of this page rest on, in a word that changes when it does; "" for nothing."""
        return ""

    def redraw(self, note: Note) -> HttpResponse:
        """Show the form again with what was typed. Where nothing is typed, the page itself is enough."""
        if self.request.method == "GET":
            messages.warning(self.request, note.sentence)
            return HttpResponseRedirect(self.request.path)
        return self.typed_page(note)

    def typed_page(self, note: Note) -> HttpResponse:
        """Show what was typed where its form cannot be drawn for this reader."""
        typed = [
            (name, value)
            for name, values in self.posted.lists()
            for value in values
            if name not in UNTYPED and value
        ]
        context = {"note": note, "typed": typed, "form_url": self.form_url()}
        return self.page("web/sent_back.html", context, status=note.status)

    def note(self, sentence: str, status: HTTPStatus, **more: Any) -> Note:
        """Return why the form stands there again, with the names of the files that came with it."""
        files = self.held.files if self.held else names_of_files(self.request)
        return Note(sentence, status, files=files, **more)

    def turned_back(self) -> HttpResponse | None:
        """Answer a form that cannot be taken as it comes; None for one that can, and for everything else."""
        if self.held:
            sentence = _("You are logged in again. Nothing was recorded yet: look at it, and send it.")
            return self._again(self.note(sentence, HTTPStatus.OK))
        if self.request.method != "POST" or not self.request.POST.get(FIELD):
            return None
        if self.drawn and not self.actor.account:
            return self._log_in_first(self.drawn)
        if note := self._why_not(self.drawn):
            return self._again(note)
        return self._echo(self.drawn) if self.drawn else None

    def _again(self, note: Note) -> HttpResponse:
        """Show the form again, or at least what was typed where its object is not open to this reader.

        Whoever was drawn the form saw what it is on, so nobody learns more by having the words back.
        """
        try:
            return self.redraw(note)
        except (NotVisible, NotYours):
            return self.typed_page(note)

    def _why_not(self, drawn: Drawn | None) -> Note | None:
        """Return why a form that was sent is not taken, None where it is."""
        if drawn is None:
            security.say_unless_said(security.LineKind.FORM_REFUSED, reason="signature")
            sentence = _("This form did not come back as it was drawn. Nothing was recorded: send it again.")
            return self.note(sentence, HTTPStatus.BAD_REQUEST)
        if not drawn.is_for(self.actor):
            security.say_unless_said(security.LineKind.FORM_REFUSED, reason="other-account")
            return self.note(self._drawn_for_another(drawn), HTTPStatus.CONFLICT)
        if getattr(self.request, "csrf_failed", False):
            sentence = _("The form had expired. Nothing was recorded: look at it, and send it again.")
            return self.note(sentence, HTTPStatus.FORBIDDEN)
        return None

    def _log_in_first(self, drawn: Drawn) -> HttpResponse:
        """Keep what was typed and lead to the log-in page, which leads back to it."""
        kept = HeldForm.kept(self.request, drawn=drawn, form_url=self.form_url())
        messages.warning(
            self.request, _("You were logged out. Log in, and go on with what you typed; it is kept.")
        )
        return redirect_to_login(kept.address)

    def _drawn_for_another(self, drawn: Drawn) -> str:
        return _(
            "This form was opened for %(theirs)s. You are logged in as %(yours)s now."
            " Nothing was recorded; what you typed stands here."
        ) % {"theirs": drawn.name, "yours": who(self.request)}

    def _echo(self, drawn: Drawn) -> HttpResponse | None:
        """Answer a form that was sent before, whatever became of its object since; None for one that was not.

        Its first sending stands: one that says the same is led where that led.
        """
        found = earlier(account=self.actor.account, key=drawn.key)
        if found is None:
            return None
        answer, said = found
        return self._led_again(answer) if said == self._fingerprint() else self.sent_twice()

    def _led_again(self, answer: KeptAnswer) -> HttpResponse:
        act = Act.objects.filter(number=answer.counts.get("act", 0)).first()
        if act is None:
            messages.success(self.request, _("This was done already."))
        else:
            self.say_entered(act, told=answer.counts.get("told", ()))
        return HttpResponseRedirect(answer.address or self.form_url(), status=HTTPStatus.SEE_OTHER)

    def say_entered(self, act: Act, *, told: Iterable[str]) -> None:
        """Tell the reader of an act that was entered: what was done, whom it told, and its number."""
        labels: dict[str, str] = {
            group: str(group.label) for known in registered_as(act.action) for group in known.act_type.tells
        }
        groups = _("; ").join(labels[group] for group in told if group in labels)
        whole, alone = (
            _("%(sentence)s Told: %(groups)s. (No. %(number)d)"),
            _("%(sentence)s (No. %(number)d)"),
        )
        facts = {"sentence": sentence_of(act), "groups": groups, "number": act.number}
        messages.success(self.request, (whole if groups else alone) % facts)

    def sent_twice(self) -> HttpResponse:
        """Give back a form that was sent once with other words: its first sending stands."""
        sentence = _(
            "This form was sent before, and what it held then was recorded. What it holds now was not:"
            " send it again if you mean another act."
        )
        return self._again(self.note(sentence, HTTPStatus.CONFLICT))

    def once(self, act: Callable[[], KeptAnswer]) -> KeptAnswer:
        """Return the answer of `act`, which runs once however often its form is sent.

        Raises KeyReusedForAnother for a form that is sent again with other words.
        """
        if self.drawn is None:
            return act()
        answer, _is_replay = answer_once(
            account=self.actor.account,
            key=self.drawn.key,
            fingerprint=self._fingerprint(),
            at=clock.now(),
            act=act,
        )
        held.forget(self.request, self.drawn)
        return answer

    def _fingerprint(self) -> str:
        address = self.request.get_full_path()
        return fingerprint(method="POST", address=address, body=facts_of(self.request))

    def answered_once(self, act: Callable[[], HttpResponse]) -> HttpResponse:
        """Return the response of `act`; to a second sending, lead where the first one led."""
        answer = self.once(partial(_answer_of, act))
        return self._led_again(answer) if answer.response is None else answer.response

    def tokens(self, drawn: Drawn | None = None) -> SafeString:
        """Return the hidden fields of one form: Django's, and what it knows of its making."""
        drawn = drawn or Drawn.for_actor(self.actor, name=who(self.request), read=self.rests_on())
        if goes_on := self.held.key if self.held else self.drawn and self.drawn.held:
            drawn = replace(drawn, held=goes_on)
        return format_html(
            '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
            '<input type="hidden" name="{}" value="{}">',
            get_token(self.request), FIELD, drawn.sealed(),
        )  # fmt: skip


def _answer_of(act: Callable[[], HttpResponse]) -> KeptAnswer:
    response = act()
    return KeptAnswer(status=response.status_code, address=response.get("Location", ""), response=response)


def facts_of(request: HttpRequest) -> dict[str, Any]:
    """Return what a form says, without what its page added: two sendings that say the same are one."""
    said = {name: values for name, values in request.POST.lists() if name not in NO_FACT}
    return said | dict(request.FILES.lists())


def who(request: HttpRequest) -> str:
    """Name whoever is logged in: the account, and whom it acts for."""
    actor = actor_of(request)
    state = getattr(request.user, "participant_name", "")
    return f"{actor.username} ({state})" if state else actor.username
