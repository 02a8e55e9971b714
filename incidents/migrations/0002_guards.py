"""The guards of the database; a migration that alters a guarded table removes them first and installs them last."""

from django.db import migrations

from incidents import guards


class Migration(migrations.Migration):
    dependencies = [("incidents", "0001_incidents")]
    operations = [migrations.RunPython(guards.install, guards.remove)]
