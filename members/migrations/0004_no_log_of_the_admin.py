from django.db import migrations


class Migration(migrations.Migration):
    """Takes away the log of Django's admin, which is installed no longer: it named accounts by their user names."""

    dependencies = [
        ("members", "0003_bounds_of_days"),
    ]

    operations = [
        migrations.RunSQL("DROP TABLE IF EXISTS django_admin_log", migrations.RunSQL.noop),
    ]
