"""What each act on experts did, in a sentence: beside each row, as its effect is. No person is named."""

from django.utils.translation import gettext_lazy as _

from records.happened import REASON, told

EXPERT = _("expert")
DESIGNATE_EXPERT = told(
    EXPERT,
    (_("{Who} designated an expert on {measures}"), _("{Who} designated an expert")),
    _("term: {from} to {to}"),
)
RENEW_EXPERT = told(EXPERT, _("{Who} renewed the term of an expert"), _("it ends on {to}"))
END_EXPERT = told(EXPERT, _("{Who} ended the term of an expert"), REASON)
ERASE_EXPERT = told(EXPERT, _("{Who} erased the personal data of an expert"))
