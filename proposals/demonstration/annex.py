"""The six offers of the annex of 2007 that name a measure, each carried to another stage.

A story is a generator: it yields the instant it must wait for, the end of a short silence, and then goes on.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from proposals.demonstration.cast import CHAIR, SECRETARIAT, Cast
from proposals.demonstration.papers import read
from proposals.demonstration.story import Story, noon_in
from proposals.enums import Action, PositionKind

Waits = Iterator[datetime]


def azerbaijan_transport_corridors(cast: Cast) -> Waits:
    """ECO-2 to approval: a broken silence, a revision, a meeting, a kept silence, a published decision."""
    story = Story(cast, "ECO-2")
    story.declare(
        "AZ",
        offer="coordinator",
        statement="Azerbaijan confirms the offer it made in Bangkok in 2007 to coordinate this measure.",
    )
    story.declare(
        "KG", offer="co_coordinator", statement="As a landlocked state Kyrgyzstan has a direct interest."
    )
    story.declare("KZ", offer="either")
    story.declare("TR")
    story.declare("UZ")
    story.consult(message="Interested states are invited to say who should prepare the concept paper.")
    story.act("AZ", Action.RESPOND, answer="coordinate", statement="Baku is ready to host the first meeting.")
    story.act("KG", Action.RESPOND, answer="co_coordinate")
    story.act("KZ", Action.RESPOND, answer="support", supports="AZ")
    story.act(
        "TR",
        Action.RESPOND,
        answer="support",
        supports="AZ",
        statement="With thanks to both offering states.",
    )
    story.designate(
        AZ="coordinator",
        KG="co_coordinator",
        message="The Chair thanks Azerbaijan and Kyrgyzstan for their offers.",
    )
    story.submit("AZ", read("ECO-2"))
    story.circulate(message="Member States are kindly invited to comment on the attached concept paper.")
    story.comment(
        "CN", "China supports the paper and asks that the survey of border crossing points be voluntary."
    )
    story.comment(
        "IN",
        "Monthly reports would burden small administrations.",
        on="Each participating Member State shall",
        wording="Each participating Member State is invited to share, twice a year, such information on"
        " delays at its border crossing points as it considers appropriate.",
    )
    story.comment(
        "MN", "The needs of landlocked Member States deserve a paragraph.", on="Cooperation covers road"
    )
    story.consider(Action.OPEN_SWG, silence_until=noon_in(14))
    story.position("KZ", PositionKind.SUPPORT)
    story.position(
        "IN",
        PositionKind.OBJECTION,
        "India shares the aim of the paper. It cannot join consensus on an obligation to report every month.",
        on="Each participating Member State shall",
    )
    story.act(
        CHAIR,
        Action.CONCLUDE_SWG,
        outcome="returned",
        reason="The silence was broken. The coordinators are asked to take up the comments received.",
    )
    story.submit("AZ", story.text.revised("ECO-2.rev.1"))
    story.circulate(comments_in_days=14, message="The coordinators have taken in the comments received.")
    story.comment("IN", "India thanks the coordinators; its concern is met.")
    story.consider(Action.OPEN_SWG)
    story.position("IN", PositionKind.SUPPORT)
    story.position("MN", PositionKind.SUPPORT)
    story.position("TH", PositionKind.NO_OBJECTION)
    story.conclude(Action.CONCLUDE_SWG, "agreed", absent=("BH", "IQ", "PS"))
    yield story.short_silence(
        Action.OPEN_SOC,
        partial(
            story.position,
            "MN",
            PositionKind.SUPPORT,
            "Mongolia thanks the coordinators for the paragraph on landlocked states.",
        ),
        partial(
            story.position,
            "TR",
            PositionKind.INTERPRETATIVE_STATEMENT,
            "Türkiye understands “corridors” to include every route that the participating Member States"
            " notify.",
        ),
        partial(
            story.position,
            "TH",
            PositionKind.RESERVATION,
            "Thailand will share information on delays once its new customs system is in use.",
            on="Each participating Member State is invited",
        ),
        partial(
            story.position,
            "LK",
            PositionKind.DISSOCIATION,
            "Sri Lanka has no land border and will not take part in the survey.",
        ),
    )
    story.settle()
    story.act(
        SECRETARIAT,
        Action.PUBLISH_DECISION,
        audience="public",
        consent="Demonstration: consent of all Member States recorded at the Committee's meeting.",
    )


def iran_disaster_management(cast: Cast) -> Waits:
    """ENV-3 under a silence of the Working Group that runs now, once extended."""
    story = Story(cast, "ENV-3")
    story.declare(
        "IR", offer="either", statement="Iran offered in 2007 to coordinate national relief in disasters."
    )
    story.declare(
        "BD", offer="co_coordinator", statement="Bangladesh offers its experience with cyclone shelters."
    )
    story.declare("TJ")
    story.on_behalf_of(
        "PK", "DEMO/PK/114", Action.DECLARE_INTEREST, offer="none", statement="By note verbale."
    )
    story.consult()
    story.act("IR", Action.RESPOND, answer="coordinate")
    story.act("BD", Action.RESPOND, answer="co_coordinate")
    story.act("TJ", Action.RESPOND, answer="support", supports="IR")
    story.designate(IR="coordinator", BD="co_coordinator")
    story.submit("IR", read("ENV-3"))
    story.circulate()
    story.comment(
        "UZ",
        "Observations are governed by law in Uzbekistan; the text should say so.",
        on="To connect national early warning",
        wording="To connect national early warning centres and to exchange, on a voluntary basis and in"
        " accordance with national law, seismic, hydrological and meteorological observations.",
    )
    story.comment(
        "JO", "An unannounced call may wake a ministry for nothing.", on="The directory of duty officers"
    )
    story.comment(
        "KH", "Cambodia would welcome interpretation in the training course.", on="A training course on"
    )
    story.act("IR", Action.REVISE, reason="To take in the comments of Cambodia, Jordan and Uzbekistan.")
    story.submit("IR", story.text.revised("ENV-3.rev.1"))
    story.circulate(comments_in_days=7)
    story.consider(Action.OPEN_SWG, silence_until=noon_in(4))
    story.act(
        CHAIR,
        Action.END_SILENCE,
        reason="It was opened with too short a time for the capitals; a new one follows.",
    )
    story.consider(Action.OPEN_SWG, silence_until=noon_in(6))
    story.position("BD", PositionKind.SUPPORT)
    story.position("UZ", PositionKind.SUPPORT, "With thanks for the wording taken in.")
    story.on_behalf_of(
        "TH",
        "DEMO/TH/0907",
        Action.TAKE_POSITION,
        position=PositionKind.NO_OBJECTION,
        statement="The Permanent Mission has no objection to document CP.2/Rev.1.",
    )
    story.position(
        "QA",
        PositionKind.INTERPRETATIVE_STATEMENT,
        "Qatar understands that the directory holds official addresses only.",
        on="The participating Member States keep a directory",
    )
    story.act(
        CHAIR,
        Action.EXTEND_SILENCE,
        deadline=noon_in(9),
        reason="Two delegations asked for the Russian text before answering.",
    )
    yield from ()


def iran_illicit_drugs(cast: Cast) -> Waits:
    """NCT-2 in consultation: some answered, some are silent, and answers are due in a week."""
    story = Story(cast, "NCT-2")
    story.declare(
        "IR", offer="coordinator", statement="For the part on illicit drug trafficking, as offered in 2007."
    )
    story.declare("AF", offer="none")
    story.declare("RU", offer="co_coordinator")
    story.declare("TJ", offer="none")
    story.on_behalf_of("VN", "DEMO/VN/2231", Action.DECLARE_INTEREST, offer="none", statement="")
    story.consult(
        answer_in_days=7,
        message="The measure is broad. States may say which of its subjects they wish to begin with.",
    )
    story.act(
        "IR", Action.RESPOND, answer="coordinate", statement="Iran proposes to begin with illicit drugs."
    )
    story.act("TJ", Action.RESPOND, answer="support", supports="IR")
    story.act("RU", Action.RESPOND, answer="no_view")
    story.act(
        "RU", Action.RESPOND, answer="co_coordinate", statement="This answer replaces the one given before."
    )
    yield from ()


def korea_information_technology(cast: Cast) -> Waits:
    """ECO-9 circulated for the second time; the comment period runs."""
    story = Story(cast, "ECO-9")
    story.declare("KR", offer="coordinator", statement="The Republic of Korea renews the offer of 2007.")
    story.declare("BD")
    story.declare("KZ", offer="co_coordinator")
    story.consult()
    story.act("KR", Action.RESPOND, answer="coordinate")
    story.act("KZ", Action.RESPOND, answer="support", supports="KR")
    story.designate(KR="coordinator")
    story.submit("KR", read("ECO-9"))
    story.circulate(comments_in_days=14)
    story.comment(
        "UZ",
        "The number of internships should be a ceiling, and their distribution fair.",
        on="Twenty internships",
        wording="Up to twenty internships a year for young specialists from the Member States, with regard to"
        " an equitable geographical distribution.",
    )
    story.comment(
        "RU", "Response teams belong to the measures on information security.", on="To make points of contact"
    )
    story.comment(
        "KW", "Kuwait suggests that artificial intelligence be mentioned.", on="To exchange experience in"
    )
    story.act(
        "KR", Action.REVISE, reason="To take in comments; artificial intelligence is added to the objectives."
    )
    story.submit("KR", story.text.revised("ECO-9.rev.1"))
    story.circulate(message="The changes are shown against the version before.")
    story.comment(
        "TH",
        "Thailand supports hybrid meetings and proposes to say who provides the platform.",
        on="Meetings are held in hybrid",
        wording="Meetings are held in hybrid format wherever possible, on a platform provided by the host.",
    )
    story.comment("AE", "The United Arab Emirates has no further comment and thanks the coordinator.")
    yield from ()


def korea_energy_security(cast: Cast) -> Waits:
    """ECO-3 with two declarations of interest; the Chair has yet to consult."""
    story = Story(cast, "ECO-3")
    story.declare(
        "KR", offer="either", statement="The Republic of Korea offered in 2007 to work on energy security."
    )
    story.declare(
        "KZ", offer="none", statement="Kazakhstan is interested as a state of origin and of transit."
    )
    yield from ()


def tajikistan_tourism(cast: Cast) -> Waits:
    """ECO-4 before the Committee at a meeting; one amendment stands between the text and adoption."""
    story = Story(cast, "ECO-4")
    story.declare("TJ", offer="coordinator", statement="Tajikistan stands by the offer it made in 2007.")
    story.declare(
        "LK", offer="co_coordinator", statement="Sri Lanka offers its experience in the training of guides."
    )
    story.declare("KG")
    story.consult()
    story.act("TJ", Action.RESPOND, answer="coordinate")
    story.act("LK", Action.RESPOND, answer="co_coordinate")
    story.designate(TJ="coordinator", LK="co_coordinator")
    story.submit("TJ", read("ECO-4"))
    story.circulate()
    story.comment(
        "EG", "Egypt would add the protection of museums to the heritage covered.", on="Cooperation covers"
    )
    story.consider(Action.OPEN_SWG)
    story.position("KG", PositionKind.SUPPORT)
    story.conclude(Action.CONCLUDE_SWG, "agreed", absent=("AF", "BH"))
    story.consider(Action.OPEN_SOC)
    story.position("TJ", PositionKind.SUPPORT)
    story.position("KG", PositionKind.SUPPORT)
    story.position(
        "MN", PositionKind.OBJECTION, "Mongolia has not received the Russian text of the last section."
    )
    story.position("MN", PositionKind.NO_OBJECTION, "The Russian text has been received.")
    story.position(
        "EG",
        PositionKind.AMENDMENT,
        "After “pilgrimage tourism” insert “, the protection of museums and archaeological sites”.",
        on="Cooperation covers",
    )
    story.position("KZ", PositionKind.RESERVATION, "Kazakhstan will name its contact point next year.")
    yield from ()


STORIES = (
    azerbaijan_transport_corridors,
    iran_disaster_management,
    iran_illicit_drugs,
    korea_information_technology,
    korea_energy_security,
    tajikistan_tourism,
)
