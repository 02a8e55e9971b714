"""Nothing more happens to what is closed: the database takes no event of it but a reopening (R13)."""

from django.db import migrations

from incidents import guards


class Migration(migrations.Migration):
    dependencies = [("incidents", "0017_followers")]
    operations = [
        migrations.RunPython(guards.remove, guards.install),
        migrations.RunPython(guards.install, guards.remove),
    ]
