"""What search knows of each record, with the databases' own indexes for it. `index_search` fills it."""

from django.db import migrations, models

import incidents.models.search_entry
from incidents.search import tables


class Migration(migrations.Migration):
    dependencies = [("incidents", "0004_imported")]
    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("object_id", models.BigIntegerField()),
                ("title", models.TextField()),
                ("public", models.TextField()),
                ("internal", models.TextField()),
                ("terms", incidents.models.search_entry.TermsField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("kind", "object_id"), name="one_entry_a_record")]
            },
        ),
        migrations.RunPython(tables.install, tables.remove),
    ]
