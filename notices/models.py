"""Notices: one row for each act and addressee, written in the act's own transaction."""

import uuid

from django.db import models

from notices.querysets import NoticeQuerySet


class Notice(models.Model):
    """What an addressee is told: that an act happened. Its text is made from the act when it is read."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    act = models.ForeignKey("records.Act", on_delete=models.PROTECT, related_name="notices")
    addressee = models.CharField(max_length=12, help_text="Code of a participant, `secretariat` or `chair`.")
    created_at = models.DateTimeField()

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["act", "addressee"], name="an_addressee_is_told_once")]
        indexes = [models.Index(fields=["addressee", "-act"], name="notice_inbox")]
