"""Who stands in for an incident's owner, and for how long (R11a)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from incidents import guards


class Migration(migrations.Migration):
    dependencies = [("incidents", "0006_attachments"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.RunPython(guards.remove, guards.install),
        migrations.AddField(
            model_name="incident",
            name="deputy",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="covering",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="incident", name="deputy_from", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="incident", name="deputy_until", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.RunPython(guards.install, guards.remove),
    ]
