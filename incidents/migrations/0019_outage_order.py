"""An outage ends after it begins; those that were called over before they began end as they would have begun (R26)."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from incidents import guards


def put_in_order(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    outages = apps.get_model("incidents", "Outage").objects
    outages.filter(ends_at__lt=models.F("starts_at")).update(ends_at=models.F("starts_at"))


class Migration(migrations.Migration):
    dependencies = [("incidents", "0018_closed_timeline")]
    operations = [
        migrations.RunPython(guards.remove, guards.install),
        migrations.RunPython(put_in_order, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="outage",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gte", models.F("starts_at"))), name="outage_order"
            ),
        ),
        migrations.RunPython(guards.install, guards.remove),
    ]
