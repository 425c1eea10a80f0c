"""What each act of implementation did, in a sentence: beside each row, as its effect is."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from records.happened import REASON, told

ACTIVITY = pgettext_lazy("event", "activity")
ACTION_PLAN = _("action plan")
REVIEW = pgettext_lazy("event", "review")
ON_REPORT = pgettext_lazy("event", "report")
MEASURE = _("measure: {measure}")

PLAN_ACTIVITY = told(
    ACTIVITY, (_("{Who} entered activity {ref} for {year}"), _("{Who} entered activity {ref}")), MEASURE
)
REPORT_HELD = told(
    ACTIVITY,
    (
        _("{Who} reported that activity {ref} was held; it began on {starts_on}"),
        _("{Who} reported that activity {ref} was held"),
    ),
    _("participants that took part: {participation:count}"),
)
CANCEL_ACTIVITY = told(ACTIVITY, _("{Who} cancelled activity {ref}"), REASON)
PUBLISH_ACTIVITY = told(ACTIVITY, _("{Who} published activity {ref}"))
ENTER_ACTION_PLAN = told(
    ACTION_PLAN,
    (_("{Who} entered action plan {ref} on {measure}"), _("{Who} entered action plan {ref}")),
    _("it takes the place of {replaces}"),
)
AMEND_ACTION_PLAN = told(ACTION_PLAN, _("{Who} amended action plan {ref}"), REASON)
CONCLUDE_ACTION_PLAN = told(ACTION_PLAN, _("{Who} concluded action plan {ref}"))
PUBLISH_ACTION_PLAN = told(ACTION_PLAN, _("{Who} published action plan {ref}"))
REPLACE_ACTION_PLAN = told(ACTION_PLAN, _("Another action plan took the place of {ref}"))
SUBMIT_REPORT = told(
    ON_REPORT,
    (
        _("{Who} reported on {measure} for {year}"),
        _("{Who} submitted a report of implementation"),
    ),
)
PUBLISH_REPORT = told(
    ON_REPORT,
    (
        _("{Who} published its report on {measure} for {year}"),
        _("{Who} published a report of implementation"),
    ),
)
ANNOUNCE_REVIEW = told(
    REVIEW,
    (_("{Who} announced the review of {ref}; area: {area}"), _("{Who} announced the review of {ref}")),
)
CONCLUDE_REVIEW = told(REVIEW, _("{Who} entered the conclusions of the review of {ref}"))
SET_REVIEW_BY = told(
    _("day of review"),
    (
        _("{Who} set the day by which decision {decision} is to be reviewed: {review_by}"),
        _("{Who} set the day by which the decision on {ref} is to be reviewed"),
    ),
)
