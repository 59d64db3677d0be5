from django.db import migrations, models


def find_addressed(apps, schema_editor):
    """Memos to many that were issued before: by the offices in their lists of addressees."""
    Document = apps.get_model("documents", "Document")
    Submission = apps.get_model("submissions", "Submission")
    issued = Document.objects.filter(
        kind__in=("request", "reminder"), submission=None, round__isnull=False
    ).exclude(state="draft")
    for memo in issued.select_related("round__indicator"):
        listed = {line.strip() for line in memo.addressees}
        reports = Submission.objects.filter(round=memo.round_id)
        rows = reports.values_list("pk", "unit_id", "unit__position_name", "unit_name")
        owner = memo.round.indicator.owner_id
        everyone = "ผู้อำนวยการส่วน และ ผอช.ภาค" in listed
        memo.addressed.set(
            pk
            for pk, unit, position, name in rows
            if (everyone and unit != owner) or (position or f"ผู้อำนวยการ{name}").strip() in listed
        )


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0004_batches_and_scans"),
        ("submissions", "0018_lists_by_state_and_reviewer"),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="addressed",
            field=models.ManyToManyField(
                blank=True,
                help_text="Of one memo to many: the reports of the units that it is addressed to.",
                related_name="circulars",
                to="submissions.submission",
            ),
        ),
        migrations.RunPython(find_addressed, migrations.RunPython.noop),
    ]
