"""Papers get a name for the API that counts nothing."""

import uuid

from django.contrib.postgres.functions import RandomUUID
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("proposals", "0002_keep_what_is_final")]
    operations = [
        migrations.AddField(
            "paper",
            "public_id",
            models.UUIDField(db_default=RandomUUID(), default=uuid.uuid4, editable=False, unique=True),
        ),
    ]
