"""What `0009` did to the database, said of the models: four are other rooms' now."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0009_tables_follow_their_rooms'),
        ('deadlines', '0001_initial'),
        ('webhooks', '0001_initial'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[
            migrations.AlterField(
                model_name='delivery',
                name='webhook',
                field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='webhooks.webhook'),
            ),
            migrations.DeleteModel(name='FeedAddress'),
            migrations.DeleteModel(name='Reminder'),
            migrations.DeleteModel(name='ReminderRound'),
            migrations.DeleteModel(name='Webhook'),
        ]),
    ]
