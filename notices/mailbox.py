"""The mail server of the demonstration: a table, which a page shows."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from notices.models import MailboxMessage
from records import clock


class MailboxBackend(BaseEmailBackend):
    """Keeps each mail for each of its recipients; sends nothing."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep the mails and return how many there were."""
        at = clock.now()
        MailboxMessage.objects.bulk_create(
            MailboxMessage(
                message_id=mail.extra_headers.get("Message-ID", ""),
                recipient=recipient,
                subject=str(mail.subject),
                text=str(mail.body),
                html=next((part.content for part in getattr(mail, "alternatives", ())), ""),
                received_at=at,
            )
            for mail in email_messages
            for recipient in mail.recipients()
        )
        return len(email_messages)
