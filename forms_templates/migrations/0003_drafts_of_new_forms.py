"""A draft may be of a form that has no version yet."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("forms_templates", "0002_drafts_approvals_word_templates")]

    operations = [
        migrations.AlterField(
            model_name="formdraft",
            name="base",
            field=models.ForeignKey(
                help_text="The version it was begun from; none for a form that has no version yet.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="drafts",
                to="forms_templates.formtemplate",
            ),
        )
    ]
