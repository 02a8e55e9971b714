"""Files that come with messages, reports and solutions (R17)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import incidents.models.attachment
from incidents import guards


class Migration(migrations.Migration):
    dependencies = [("incidents", "0005_search"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.RunPython(guards.remove, guards.install),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "visibility",
                    models.CharField(choices=[("public", "public"), ("internal", "internal")], max_length=10),
                ),
                ("key", models.CharField(default=incidents.models.attachment.new_key, max_length=22, unique=True)),
                ("name", models.CharField(max_length=150)),
                ("type", models.CharField(help_text="What its content says.", max_length=100)),
                (
                    "declared",
                    models.CharField(
                        blank=True, help_text="What its sender called it; never believed.", max_length=100
                    ),
                ),
                ("has_script", models.BooleanField(default=False)),
                ("size", models.PositiveBigIntegerField(help_text="Bytes.")),
                ("sha256", models.CharField(max_length=64)),
                ("stored", models.CharField(db_index=True, help_text="Its name in the storage.", max_length=100)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attachments", to="incidents.event"
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attachments", to="incidents.incident"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["incident", "visibility"], name="attachment_audience")],
            },
        ),
        migrations.RunPython(guards.install, guards.remove),
    ]
