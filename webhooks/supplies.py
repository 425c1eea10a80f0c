"""What webhooks supply to the rooms below: a way out, and that they end with the accounts they belong to."""

from deadlines.waiting import PERSONALLY_WAITING
from notices.channels import CHANNELS
from records.register import LISTENERS
from records.supplying import Supplies
from webhooks.channel import WEBHOOK
from webhooks.subscriptions import follow_account, switched_off

SUPPLIES = Supplies(
    LISTENERS.of(follow_account),
    CHANNELS.of(WEBHOOK),
    PERSONALLY_WAITING.of(switched_off),
)
