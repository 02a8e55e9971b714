"""The incident's whole life: files, deputies, tasks, what is known beside it, drafts, colleagues, its place in the queue."""

import datetime
import django.db.models.deletion
import django_fsm
import incidents.models.attachment
from django.conf import settings
from django.db import migrations, models

from incidents import guards
from incidents.models.pressing import place_in_queue


def place(apps, schema_editor):
    """What is closed has no clock that runs: the default is its place."""
    rows = apps.get_model("incidents", "Incident").objects.filter(closed_at=None).prefetch_related("clocks")
    for incident in rows.iterator(chunk_size=500):
        wants = incident.action_needed or incident.state == "new"
        found = place_in_queue(wants, incident.clocks.all())
        rows.filter(pk=incident.pk).update(presses_at=found.presses_at, next_due_at=found.next_due_at)


def remind(apps, schema_editor):
    """What was proposed before is reminded of like what comes after: a sweep that comes late sends one letter (R10)."""
    rows = apps.get_model("incidents", "Solution").objects.filter(outcome="proposed", kept_open_at=None)
    rows.update(remind_at=models.F("proposed_at") + datetime.timedelta(days=3))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_people"),
        ("incidents", "0005_search"),
    ]

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
            model_name="incident",
            name="deputy_from",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="incident",
            name="deputy_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
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
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("verb__in", ["transfer_ownership", "discard", "reopen"])),
                fields=["verb", "-id"],
                name="event_exceptions",
            ),
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200)),
                ("version", models.PositiveIntegerField(default=0)),
                ("event_count", models.PositiveIntegerField(default=0)),
                ("last_event_at", models.DateTimeField()),
                (
                    "is_untold",
                    models.BooleanField(default=False, help_text="What became of it is still to be told to incidents."),
                ),
                (
                    "status",
                    django_fsm.FSMField(
                        choices=[("planned", "Planned"), ("done", "Done"), ("cancelled", "Cancelled")],
                        default="planned",
                        max_length=50,
                        protected=True,
                    ),
                ),
                ("planned_for", models.DateTimeField(blank=True, null=True)),
                ("done_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.AddField(
            model_name="incident",
            name="waits_for_change",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="waiting", to="incidents.change"
            ),
        ),
        migrations.CreateModel(
            name="Outage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200)),
                ("version", models.PositiveIntegerField(default=0)),
                ("event_count", models.PositiveIntegerField(default=0)),
                ("last_event_at", models.DateTimeField()),
                (
                    "is_untold",
                    models.BooleanField(default=False, help_text="What became of it is still to be told to incidents."),
                ),
                (
                    "status",
                    django_fsm.FSMField(
                        choices=[("going_on", "Going on"), ("over", "Over")],
                        default="going_on",
                        max_length=50,
                        protected=True,
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(blank=True, null=True)),
                ("public_text", models.TextField()),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="outages", to="accounts.area"
                    ),
                ),
                ("regions", models.ManyToManyField(blank=True, related_name="outages", to="accounts.region")),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="OutageLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outage_links",
                        to="incidents.incident",
                    ),
                ),
                (
                    "outage",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="links", to="incidents.outage"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="outage",
            name="incidents",
            field=models.ManyToManyField(
                related_name="outages", through="incidents.OutageLink", to="incidents.incident"
            ),
        ),
        migrations.CreateModel(
            name="Problem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200)),
                ("version", models.PositiveIntegerField(default=0)),
                ("event_count", models.PositiveIntegerField(default=0)),
                ("last_event_at", models.DateTimeField()),
                (
                    "is_untold",
                    models.BooleanField(default=False, help_text="What became of it is still to be told to incidents."),
                ),
                ("symptoms", models.TextField()),
                ("cause", models.TextField(blank=True)),
                ("workaround", models.TextField(blank=True)),
                (
                    "status",
                    django_fsm.FSMField(
                        choices=[
                            ("investigating", "Investigating"),
                            ("known_error", "Known error"),
                            ("fix_released", "Fix released"),
                            ("removed", "Removed"),
                        ],
                        default="investigating",
                        max_length=50,
                        protected=True,
                    ),
                ),
                ("release", models.CharField(blank=True, help_text="Where the fix is in.", max_length=100)),
                ("is_published", models.BooleanField(default=False)),
                ("published_at", models.DateTimeField(null=True)),
                ("fix_released_at", models.DateTimeField(null=True)),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="problems", to="accounts.area"
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Match",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "told_status",
                    models.CharField(blank=True, help_text="The last progress its incident heard of.", max_length=20),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="matches", to="incidents.incident"
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="matches", to="incidents.problem"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="incident",
            name="waits_for_problem",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="waiting", to="incidents.problem"
            ),
        ),
        migrations.AddField(
            model_name="solution",
            name="problem",
            field=models.ForeignKey(
                help_text="Whose workaround it is.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="solutions",
                to="incidents.problem",
            ),
        ),
        migrations.CreateModel(
            name="RcaRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200)),
                ("version", models.PositiveIntegerField(default=0)),
                ("event_count", models.PositiveIntegerField(default=0)),
                ("last_event_at", models.DateTimeField()),
                (
                    "is_untold",
                    models.BooleanField(default=False, help_text="What became of it is still to be told to incidents."),
                ),
                (
                    "status",
                    django_fsm.FSMField(
                        choices=[("asked", "Asked for"), ("delivered", "Delivered")],
                        default="asked",
                        max_length=50,
                        protected=True,
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True)),
                ("document", models.TextField(blank=True)),
                ("delivered_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.AddField(
            model_name="incident",
            name="waits_for_rca",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="waiting",
                to="incidents.rcarequest",
            ),
        ),
        migrations.CreateModel(
            name="RemovalNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="incidents.incident"
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="incidents.problem"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="KnownEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=10)),
                ("record_id", models.BigIntegerField()),
                ("seq", models.PositiveIntegerField()),
                ("verb", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                ("way", models.CharField(max_length=10)),
                ("data", models.JSONField(default=dict)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["kind", "record_id", "seq"],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "record_id", "seq"), name="one_known_event_a_seq")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="outagelink",
            constraint=models.UniqueConstraint(fields=("outage", "incident"), name="one_link_a_pair"),
        ),
        migrations.AddIndex(
            model_name="problem",
            index=models.Index(fields=["is_published", "area"], name="problem_published"),
        ),
        migrations.AddConstraint(
            model_name="match",
            constraint=models.UniqueConstraint(fields=("problem", "incident"), name="one_match_a_pair"),
        ),
        migrations.AddConstraint(
            model_name="removalnotice",
            constraint=models.UniqueConstraint(fields=("problem", "customer"), name="one_removal_notice"),
        ),
        migrations.AddField(
            model_name="incident",
            name="presses_at",
            field=models.DateTimeField(default=datetime.datetime(9999, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)),
        ),
        migrations.AddField(
            model_name="incident",
            name="next_due_at",
            field=models.DateTimeField(default=datetime.datetime(9999, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                condition=models.Q(("closed_at", None)), fields=["presses_at", "next_due_at", "id"], name="queue"
            ),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                condition=models.Q(("closed_at", None)),
                fields=["owner", "presses_at", "next_due_at", "id"],
                name="queue_of_owner",
            ),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                condition=models.Q(("closed_at", None)),
                fields=["state", "presses_at", "next_due_at", "id"],
                name="queue_of_state",
            ),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                condition=models.Q(("closed_at", None)), fields=["last_event_at", "id"], name="queue_changed"
            ),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                condition=models.Q(("closed_at", None)), fields=["opened_at", "id"], name="queue_opened"
            ),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(fields=["last_event_at", "id"], name="incident_changed"),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(fields=["opened_at", "id"], name="incident_opened"),
        ),
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
                    models.Index(condition=models.Q(("is_shared", True)), fields=["id"], name="saved_view_shared")
                ],
                "constraints": [models.UniqueConstraint(fields=("owner", "name"), name="one_saved_view_a_name")],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("form", models.CharField(max_length=40)),
                ("fields", models.JSONField(default=dict)),
                ("saved_at", models.DateTimeField(db_index=True)),
                (
                    "incident",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
                        to="incidents.incident",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="drafts", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("person", "incident", "form"), name="one_draft_a_form"),
                    models.UniqueConstraint(
                        condition=models.Q(("incident", None)), fields=("person", "form"), name="one_draft_a_report"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Presence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("looking", "%(name)s is looking at this"),
                            ("to_customer", "%(name)s is writing to the customer"),
                            ("add_note", "%(name)s is writing a team note"),
                            ("state_problem", "%(name)s is stating the problem"),
                            ("propose_solution", "%(name)s is writing a solution"),
                        ],
                        default="looking",
                        max_length=20,
                    ),
                ),
                ("seen_at", models.DateTimeField(db_index=True)),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="incidents.incident"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("incident", "person"), name="one_presence_a_person")],
            },
        ),
        migrations.CreateModel(
            name="MessageTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, unique=True)),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("public", "message to the customer"),
                            ("internal", "note for the team"),
                            ("solution", "solution"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "body",
                    models.TextField(
                        help_text="Markdown. Filled in: {customer}, {first_name}, {owner}, {number}, {title}, {area}, {organization}, {known_error}.",
                        max_length=20000,
                    ),
                ),
                ("is_active", models.BooleanField(default=True, help_text="Whether it is offered.")),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=1, editable=False, help_text="Counts how often its words changed."
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        help_text="Left empty: for incidents of all areas.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.area",
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Colleague",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="colleagues", to="incidents.incident"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="follows", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [models.UniqueConstraint(fields=("incident", "user"), name="a_colleague_once")],
            },
        ),
        migrations.CreateModel(
            name="Follower",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "told_status",
                    models.CharField(blank=True, help_text="The last progress that they heard of.", max_length=20),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="followers", to="incidents.problem"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("problem", "customer"), name="one_follower_a_pair")],
            },
        ),
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
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="incidents.outage"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="AreaFollower",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateTimeField()),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="followers", to="accounts.area"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="following",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [models.UniqueConstraint(fields=("user", "area"), name="one_following_a_pair")],
            },
        ),
        migrations.AddField(
            model_name="solution",
            name="remind_at",
            field=models.DateTimeField(
                help_text="When its customer is reminded, if they say nothing before.", null=True
            ),
        ),
        migrations.AddIndex(
            model_name="solution",
            index=models.Index(
                condition=models.Q(("outcome", "proposed"), ("remind_at__isnull", False)),
                fields=["remind_at"],
                name="solution_remind",
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="chase_at",
            field=models.DateTimeField(
                help_text="When it is told that it is late; none once it was, or is over.", null=True
            ),
        ),
        migrations.AlterField(
            model_name="task",
            name="state",
            field=models.CharField(
                choices=[("open", "open"), ("done", "done"), ("declined", "declined"), ("recalled", "taken back")],
                default="open",
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(condition=models.Q(("chase_at__isnull", False)), fields=["chase_at"], name="task_chase"),
        ),
        migrations.AddConstraint(
            model_name="outage",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gte", models.F("starts_at"))), name="outage_order"
            ),
        ),
        migrations.RunPython(place, migrations.RunPython.noop),
        migrations.RunPython(remind, migrations.RunPython.noop),
        migrations.RunPython(guards.install, guards.remove),
    ]
