"""Each proposal names its paper."""

from django.db import migrations

TO_THE_PROPOSAL = """
    UPDATE proposals_proposal SET paper_id = proposals_paper.id
    FROM proposals_paper WHERE proposals_paper.proposal_id = proposals_proposal.id
"""


class Migration(migrations.Migration):

    dependencies = [
        ('proposals', '0005_name_the_paper'),
    ]

    operations = [
        migrations.RunSQL(TO_THE_PROPOSAL, migrations.RunSQL.noop),
    ]
