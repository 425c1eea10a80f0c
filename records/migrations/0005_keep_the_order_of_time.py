from django.db import migrations, models
from django.db.models import F


def acts_entered_so_far_may_lie_out_of_order(apps, schema_editor):
    head = apps.get_model("records", "RegisterHead")
    head.objects.filter(pk=1).update(ordered_from=F("number") + 1)


class Migration(migrations.Migration):
    dependencies = [("records", "0004_act_readers")]

    operations = [
        migrations.AddField(
            model_name="registerhead",
            name="ordered_from",
            field=models.BigIntegerField(
                default=1,
                help_text="From this act on none lies before its predecessor in time; earlier ones may.",
            ),
        ),
        migrations.RunPython(acts_entered_so_far_may_lie_out_of_order, migrations.RunPython.noop),
    ]
