"""Words that the team writes again and again (R17)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_people"), ("incidents", "0012_live")]
    operations = [
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
                        help_text="Markdown. Filled in: {customer}, {first_name}, {owner}, {number}, {title}, {area}, "
                        "{organization}, {known_error}.",
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
            options={"ordering": ["name"]},
        ),
    ]
