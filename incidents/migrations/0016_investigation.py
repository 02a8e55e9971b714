"""The four checks of an initial investigation (R29); no finding ever changes, and a closed incident takes none (R13)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from incidents import guards


class Migration(migrations.Migration):
    dependencies = [("incidents", "0015_search_kinds"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.RunPython(guards.remove, guards.install),
        migrations.CreateModel(
            name="Check",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("diagnostics", "Diagnostics"),
                            ("guides", "Troubleshooting guides"),
                            ("icm_search", "Search for ICMs"),
                            ("outage", "Outage"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("checked", "checked"),
                            ("not_possible", "not possible"),
                            ("ruled_out", "ruled out"),
                            ("ruled_in", "ruled in"),
                        ],
                        max_length=12,
                    ),
                ),
                ("evidence", models.TextField(help_text="What was found; of what was not possible, why.")),
                ("query", models.TextField(blank=True, help_text="The words searched, of a search for ICMs.")),
                (
                    "found",
                    models.JSONField(
                        default=list, help_text="What that search showed: references and titles, best first."
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="checks", to="incidents.incident"
                    ),
                ),
                (
                    "outage",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="incidents.outage",
                    ),
                ),
            ],
            options={"ordering": ["pk"]},
        ),
        migrations.RunPython(guards.install, guards.remove),
    ]
