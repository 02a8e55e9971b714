from django.db import migrations, models
from django.db.models import Q

from incidents import guards

GROUNDS = [
    ("pg_requested", "They asked for it"),
    ("consented", "Asked, they agreed"),
    ("severity_1", "Severity 1"),
    ("csat_leadership", "Approved CSAT escalation"),
]


class Migration(migrations.Migration):
    dependencies = [("incidents", "0008_rating")]

    operations = [
        migrations.RunPython(guards.remove, guards.install),
        migrations.AddField("guest", "zone", models.CharField(default="UTC", max_length=64)),
        migrations.AlterField("guest", "ground", models.CharField(choices=GROUNDS, max_length=20)),
        migrations.AddConstraint(
            "guest",
            models.CheckConstraint(
                condition=Q(ground__in=["pg_requested", "consented", "severity_1", "csat_leadership"]),
                name="a_guest_on_one_of_four_grounds",
            ),
        ),
        migrations.RunPython(guards.install, guards.remove),
    ]
