"""An incident's place in the queue, kept beside it and served by indexes; and filters that people saved."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from incidents import guards
from incidents.models.pressing import NEVER, place_in_queue

OPEN = models.Q(("closed_at", None))
PLACE = ["presses_at", "next_due_at", "id"]
INDEXES = [
    models.Index(fields=PLACE, condition=OPEN, name="queue"),
    models.Index(fields=["owner", *PLACE], condition=OPEN, name="queue_of_owner"),
    models.Index(fields=["state", *PLACE], condition=OPEN, name="queue_of_state"),
    models.Index(fields=["last_event_at", "id"], condition=OPEN, name="queue_changed"),
    models.Index(fields=["opened_at", "id"], condition=OPEN, name="queue_opened"),
    models.Index(fields=["last_event_at", "id"], name="incident_changed"),
    models.Index(fields=["opened_at", "id"], name="incident_opened"),
]


def place(apps, schema_editor):
    """What is closed has no clock that runs: the default is its place."""
    rows = apps.get_model("incidents", "Incident").objects.filter(closed_at=None).prefetch_related("clocks")
    for incident in rows.iterator(chunk_size=500):
        wants = incident.action_needed or incident.state == "new"
        found = place_in_queue(wants, incident.clocks.all())
        rows.filter(pk=incident.pk).update(presses_at=found.presses_at, next_due_at=found.next_due_at)


def forget(apps, schema_editor):
    """The columns go, and their content with them."""


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0010_knowledge"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.RunPython(guards.remove, guards.install),
        migrations.AddField("incident", "presses_at", models.DateTimeField(default=NEVER)),
        migrations.AddField("incident", "next_due_at", models.DateTimeField(default=NEVER)),
        migrations.RunPython(place, forget),
        *(migrations.AddIndex("incident", index) for index in INDEXES),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40)),
                ("view", models.SlugField(max_length=30)),
                ("query", models.TextField(blank=True)),
                ("is_shared", models.BooleanField(default=False)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_views",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_shared", True)), fields=["id"], name="saved_view_shared"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("owner", "name"), name="one_saved_view_a_name")
                ],
            },
        ),
        migrations.RunPython(guards.install, guards.remove),
    ]
