"""Which incidents came from another system's log (R18)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("incidents", "0003_substate")]
    operations = [
        migrations.CreateModel(
            name="ImportedIncident",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, unique=True)),
                ("digest", models.CharField(help_text="SHA-256 of what its lines say.", max_length=64)),
                (
                    "incident",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="imported", to="incidents.incident"
                    ),
                ),
            ],
            options={"ordering": ["name"]},
        ),
    ]
