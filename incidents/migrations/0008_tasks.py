"""Pieces of an incident's work that were handed to colleagues (R16); a closed incident guards its own (R13)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from incidents import guards


class Migration(migrations.Migration):
    dependencies = [("incidents", "0007_deputy"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.RunPython(guards.remove, guards.install),
        migrations.CreateModel(
            name="Task",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200)),
                ("detail", models.TextField(blank=True)),
                ("delegated_at", models.DateTimeField()),
                ("due", models.DateTimeField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "open"), ("done", "done"), ("declined", "declined")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("answer", models.TextField(blank=True, help_text="The result, or the reason of a refusal.")),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "assignee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tasks", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "delegated_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tasks", to="incidents.incident"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(condition=models.Q(("state", "open")), fields=["assignee", "due"], name="task_open")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("settled_at__isnull", True), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True),
                                ("answer__gt", ""),
                                ("settled_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="settled_has_what_and_when",
                    )
                ],
            },
        ),
        migrations.RunPython(guards.install, guards.remove),
    ]
