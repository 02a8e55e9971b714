"""What an incident's work waits for (R14)."""

from django.db import migrations, models

from incidents import guards


class Migration(migrations.Migration):
    dependencies = [("incidents", "0002_guards")]
    operations = [
        migrations.RunPython(guards.remove, guards.install),
        migrations.AddField(
            model_name="incident",
            name="substate",
            field=models.CharField(
                blank=True,
                choices=[
                    ("pending_problem", "Pending problem"),
                    ("pending_change", "Pending change"),
                    ("pending_rca", "Pending RCA"),
                ],
                help_text="What the work waits for; it stops no clock.",
                max_length=20,
            ),
        ),
        migrations.RunPython(guards.install, guards.remove),
    ]
