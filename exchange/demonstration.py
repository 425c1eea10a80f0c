"""What was exchanged in the demonstration, each line an act by a demonstration account.

The texts are made up and say so: no state ever sent them.
"""

from datetime import timedelta
from typing import Any, Protocol

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from exchange import actions
from exchange.enums import ExchangeAction
from exchange.models import Submission
from exchange.transitions import COMPILE, OPEN_CALL
from members.actor import Actor
from records import clock
from records.door import take

SECRETARIAT = "secretariat"
MADE_UP = "Demonstration: this text is made up."


class Parts(Protocol):
    """Who plays which part: the room above casts the demonstration, and a test may do so by a dict."""

    def __getitem__(self, part: str, /) -> Actor: ...


class ExchangeStory:
    """Performs acts, each by a part of the cast: a participant's code, or `secretariat`."""

    def __init__(self, cast: Parts) -> None:
        self.cast = cast

    def submit(self, code: str, *, title: str, text: str = "", **body: Any) -> str:
        """Submit, and return the reference; the submission is marked as a demonstration."""
        content = {"title": title, "text": f"{text}\n{MADE_UP}".strip()}
        data = content | body
        taken = take(ExchangeAction.SUBMIT, actions.new_submission(data), actor=self.cast[code], data=data)
        made = taken.subject.submission
        Submission.objects.filter(pk=made.pk).update(is_demonstration=True)
        return made.reference

    def act(self, code: str, action: ExchangeAction, reference: str, **body: Any) -> None:
        """Take one act on a submission."""
        take(action, actions.SUBMISSIONS.at(reference), actor=self.cast[code], data=body)


@transaction.atomic
def load(cast: Parts) -> bool:
    """Exchange what the demonstration shows; return whether there was anything to do.

    `cast` gives the Actor of a participant's code and of `secretariat`. What is there already is left alone.
    """
    if Submission.objects.exists():
        return False
    story = ExchangeStory(cast)
    _joint_information(story)
    _public_information(story)
    _call(story)
    _views(story)
    _on_the_desk(story)
    return True


def _joint_information(story: ExchangeStory) -> None:
    """Three states to three named participants: confirmed, disseminated, corrected, acknowledged by one."""
    reference = story.submit(
        "KZ",
        title="Early warning of mudflows in the mountains",
        text="Twelve stations report every hour. Two more are planned for the next season.",
        measures=["ENV-3", "ENV-5"],
        audience="named",
        recipients=["JP", "MN", "TR"],
        authors=["KG", "TJ"],
        files=[_file("stations.csv", "station,height in metres\nFirst,2140\nSecond,2320\n")],
        widens_on=(clock.now() + timedelta(days=365)).date().isoformat(),
        widens_to="participants",
        silence="keep",
    )
    story.act("KG", ExchangeAction.CONFIRM, reference)
    story.act("TJ", ExchangeAction.CONFIRM, reference)
    story.act(SECRETARIAT, ExchangeAction.DISSEMINATE, reference)
    story.act("JP", ExchangeAction.ACKNOWLEDGE, reference)
    story.act(
        "KZ",
        ExchangeAction.CORRECT,
        reference,
        title="Early warning of mudflows in the mountains",
        text=f"Fourteen stations report every hour.\n{MADE_UP}",
        changes="Two stations have been added: fourteen report, not twelve.",
    )
    story.act("KG", ExchangeAction.CONFIRM, reference)
    story.act("TJ", ExchangeAction.CONFIRM, reference)
    story.act("JP", ExchangeAction.ACKNOWLEDGE, reference)


def _public_information(story: ExchangeStory) -> None:
    """One state to everyone."""
    reference = story.submit(
        "UZ",
        title="Electronic visas for business travellers",
        text="Applications are answered within three working days.",
        measures=["ECO-5"],
        audience="public",
    )
    story.act(SECRETARIAT, ExchangeAction.DISSEMINATE, reference)


def _call(story: ExchangeStory) -> None:
    """A call: answered with information by one, with a nil return by another; the rest reminded."""
    call = take(
        OPEN_CALL.name,
        actions.new_call(),
        actor=story.cast[SECRETARIAT],
        data={
            "title": "Contacts of financial intelligence units",
            "mandate": f"Plan of implementation. {MADE_UP}",
            "question": "Which office answers requests of other member states, and within what time?",
            "measures": ["NCT-3"],
            "answer_by": (clock.now() + timedelta(days=45)).isoformat(),
        },
    ).act.object_key
    answer = story.submit(
        "MN",
        title="Our contact office",
        text="One office answers within five days.",
        call=call,
        audience="members",
    )
    story.act(SECRETARIAT, ExchangeAction.DISSEMINATE, answer)
    story.submit("TH", title="Nil return", kind="nil_return", call=call)
    take(
        ExchangeAction.REMIND,
        actions.CALLS.at(call),
        actor=story.cast[SECRETARIAT],
        data={"message": "A nil return is an answer, too."},
    )


def _views(story: ExchangeStory) -> None:
    """Views of two states and of two together, compiled and disseminated to the member states."""
    for code, text in (
        ("KG", "Small enterprises need one register that all of us can read."),
        ("PK", "A yearly fair would do more than a register."),
    ):
        story.submit(
            code,
            title="Views on small and medium enterprises",
            text=text,
            kind="views",
            measures=["ECO-7"],
            audience="members",
        )
    joint = story.submit(
        "AZ",
        title="Views on small and medium enterprises",
        text="Both, beginning with the fair.",
        kind="views",
        measures=["ECO-7", "ECO-8"],
        audience="members",
        authors=["KZ"],
    )
    story.act("KZ", ExchangeAction.CONFIRM, joint)
    compiled = take(
        COMPILE.name,
        actions.new_compilation(),
        actor=story.cast[SECRETARIAT],
        data={"title": "Views on enterprises and investment", "measures": ["ECO-7", "ECO-8"]},
    )
    compilation = actions.COMPILATIONS.at(compiled.act.object_key)
    take(ExchangeAction.DISSEMINATE_VIEWS, compilation, actor=story.cast[SECRETARIAT], data={})


def _on_the_desk(story: ExchangeStory) -> None:
    """One that waits for a co-author, one at the secretariat, one returned, one withdrawn."""
    story.submit(
        "TR",
        title="Travel routes along the old caravan road",
        text="Eleven towns share one map.",
        measures=["ECO-4"],
        authors=["AZ", "UZ"],
        audience="participants",
    )
    story.submit(
        "JP",
        title="Seismic records of the year",
        text="Monthly tables.",
        measures=["ENV-5"],
        audience="members",
    )
    returned = story.submit(
        "IN", title="Air quality", text="Ten cities.", measures=["ENV-1"], audience="participants"
    )
    story.act(
        SECRETARIAT,
        ExchangeAction.RETURN,
        returned,
        reason="The table that the text speaks of is not attached.",
    )
    withdrawn = story.submit(
        "VN", title="Harvest forecasts", text="Rice and tea.", measures=["ECO-10"], audience="members"
    )
    story.act(SECRETARIAT, ExchangeAction.DISSEMINATE, withdrawn)
    story.act("VN", ExchangeAction.WITHDRAW, withdrawn, reason="A later survey replaces the figures.")


def _file(name: str, text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())
