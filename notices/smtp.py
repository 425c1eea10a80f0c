"""Mail by SMTP, of which the server's last word is kept: the name under which it goes on with a letter."""

import smtplib
from typing import Any

from django.core.mail.backends import smtp


class Remembering(smtplib.SMTP):
    """Keeps what the server answered to a letter that it took."""

    answer = ""

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Send the letter's text."""
        code, said = super().data(msg)
        self.answer = f"{code} {said.decode(errors='replace')}"
        return code, said


class RememberingSMTP(Remembering):
    """Plain, or with STARTTLS."""


class RememberingSMTPOverTLS(Remembering, smtplib.SMTP_SSL):
    """TLS from the first byte."""


class EmailBackend(smtp.EmailBackend):
    """Django's, with `answer`: what the server said to the last letter that it took."""

    answer = ""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """The kind of connection to open."""
        return RememberingSMTPOverTLS if self.use_ssl else RememberingSMTP

    def _send(self, email_message: Any) -> bool:
        was_sent = super()._send(email_message)  # type: ignore[misc]  # the stubs leave it out
        self.answer = getattr(self.connection, "answer", "")
        return was_sent
