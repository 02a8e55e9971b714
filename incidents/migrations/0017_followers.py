"""Who hears of what: followers of an area (R15), customers with a solution in their hands (R10), late tasks (R16)."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from incidents import guards


def chase_open_tasks(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Those that are open already. Customers are not reminded of what was proposed to them before."""
    tasks = apps.get_model("incidents", "Task").objects.filter(state="open", due__isnull=False)
    tasks.exclude(incident__state="closed").update(chase_at=models.F("due"))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_people"),
        ("incidents", "0016_investigation"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.RunPython(guards.remove, guards.install),
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
                choices=[
                    ("open", "open"),
                    ("done", "done"),
                    ("declined", "declined"),
                    ("recalled", "taken back"),
                ],
                default="open",
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(("chase_at__isnull", False)), fields=["chase_at"], name="task_chase"
            ),
        ),
        migrations.RunPython(chase_open_tasks, migrations.RunPython.noop),
        migrations.RunPython(guards.install, guards.remove),
    ]
