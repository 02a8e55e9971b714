"""Transfers, discardings and reopenings are listed by themselves (R11, R12): few, and found without the rest."""

from django.db import migrations, models

from incidents import guards


class Migration(migrations.Migration):
    dependencies = [("incidents", "0008_tasks")]
    operations = [
        migrations.RunPython(guards.remove, guards.install),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                fields=["verb", "-id"],
                condition=models.Q(("verb__in", ["transfer_ownership", "discard", "reopen"])),
                name="event_exceptions",
            ),
        ),
        migrations.RunPython(guards.install, guards.remove),
    ]
