"""Proposals on other measures, so that every stage has one: drafts, one agreed by silence, three closed."""

from functools import partial

from proposals.demonstration.annex import Waits
from proposals.demonstration.cast import SECRETARIAT, Cast
from proposals.demonstration.papers import read
from proposals.demonstration.story import Story
from proposals.enums import Action, PositionKind


def china_infectious_diseases(cast: Cast) -> Waits:
    """NCT-5 to the end: approved at meetings, implemented, completed."""
    story = Story(cast, "NCT-5")
    story.declare("CN", offer="coordinator")
    story.declare("JO", offer="co_coordinator")
    story.declare("TH")
    story.consult()
    story.act("CN", Action.RESPOND, answer="coordinate")
    story.act("JO", Action.RESPOND, answer="co_coordinate")
    story.act("TH", Action.RESPOND, answer="no_view")
    story.designate(CN="coordinator", JO="co_coordinator")
    story.submit("JO", read("NCT-5"))
    story.circulate()
    story.consider(Action.OPEN_SWG)
    story.conclude(Action.CONCLUDE_SWG, "agreed", absent=("BH", "KH", "LK", "PS"))
    story.consider(Action.OPEN_SOC)
    story.position("TH", PositionKind.SUPPORT, "Thailand thanks both coordinators.")
    story.conclude(Action.CONCLUDE_SOC, "approved", absent=("BH", "PS"))
    story.act(
        "CN",
        Action.COMPLETE,
        statement="The network is established and the course was held twice; the measure is completed.",
    )
    yield from ()


def mongolia_environmental_policies(cast: Cast) -> Waits:
    """ENV-1 in drafting: coordinators are named, their draft is awaited."""
    story = Story(cast, "ENV-1")
    story.declare("MN", offer="coordinator", statement="Mongolia wishes to share its work on dust storms.")
    story.declare("KR")
    story.consult()
    story.act("MN", Action.RESPOND, answer="coordinate")
    story.act("KR", Action.RESPOND, answer="co_coordinate")
    story.designate(
        draft_in_days=30,
        MN="coordinator",
        KR="co_coordinator",
        message="A short paper will do.",
    )
    yield from ()


def uzbekistan_cultural_exchange(cast: Cast) -> Waits:
    """HUM-3 in the editorial check for the second time."""
    story = Story(cast, "HUM-3")
    story.declare("UZ", offer="either")
    story.declare("EG", offer="co_coordinator")
    story.declare("IN")
    story.consult()
    story.act("UZ", Action.RESPOND, answer="coordinate")
    story.act("IN", Action.RESPOND, answer="support", supports="UZ")
    story.designate(UZ="coordinator")
    story.submit("UZ", read("HUM-3"))
    story.act(
        SECRETARIAT,
        Action.RETURN_TO_DRAFTERS,
        reason="The section on resources is empty. Please say who bears the costs.",
    )
    story.submit("UZ", story.text.revised("HUM-3.rev.1"))
    yield from ()


def kyrgyzstan_enterprises(cast: Cast) -> Waits:
    """ECO-7 not taken further by the Working Group."""
    story = Story(cast, "ECO-7")
    story.declare("KG", offer="coordinator")
    story.declare("TJ")
    story.consult()
    story.act("KG", Action.RESPOND, answer="coordinate")
    story.designate(KG="coordinator")
    story.submit("KG", read("ECO-7"))
    story.circulate()
    story.comment(
        "KW", "Assessed contributions are outside the scope of a voluntary measure.", on="Contributions are"
    )
    story.consider(Action.OPEN_SWG)
    story.position(
        "KW", PositionKind.OBJECTION, "Kuwait cannot accept assessed contributions.", on="Contributions are"
    )
    story.position("QA", PositionKind.DISSOCIATION, "Qatar would not take part in the scheme.")
    story.conclude(
        Action.CONCLUDE_SWG,
        "declined",
        reason="There is no consensus on assessed contributions. Kyrgyzstan may return with another paper.",
    )
    yield from ()


def jordan_archaeology(cast: Cast) -> Waits:
    """HUM-5 withdrawn: both interested states left, the last one with a reason."""
    story = Story(cast, "HUM-5")
    story.declare("JO", offer="coordinator")
    story.declare("IQ")
    story.consult()
    story.act(
        "JO", Action.RESPOND, answer="no_view", statement="Jordan has to withdraw its offer for this year."
    )
    story.act("JO", Action.WITHDRAW_INTEREST, statement="The institute in charge is being reorganised.")
    story.act(
        "IQ", Action.WITHDRAW_INTEREST, statement="Iraq will return to the measure together with Jordan."
    )
    yield from ()


def tuerkiye_financial_sectors(cast: Cast) -> Waits:
    """ECO-6 agreed by a silence of the Working Group that nobody broke; the Committee is next."""
    story = Story(cast, "ECO-6")
    story.declare("TR", offer="coordinator")
    story.declare("CN", offer="co_coordinator")
    story.declare("AE")
    story.consult()
    story.act("TR", Action.RESPOND, answer="coordinate")
    story.act("CN", Action.RESPOND, answer="co_coordinate")
    story.act("AE", Action.RESPOND, answer="support", supports="TR")
    story.designate(TR="coordinator", CN="co_coordinator")
    story.submit("TR", read("ECO-6"))
    story.circulate()
    yield story.short_silence(Action.OPEN_SWG, partial(story.position, "AE", PositionKind.SUPPORT))
    story.settle()


STORIES = (
    china_infectious_diseases,
    mongolia_environmental_policies,
    uzbekistan_cultural_exchange,
    kyrgyzstan_enterprises,
    jordan_archaeology,
    tuerkiye_financial_sectors,
)
