from django.db import migrations

from escalations import guards


class Migration(migrations.Migration):

    dependencies = [
        ('escalations', '0001_escalations'),
    ]

    operations = [
        migrations.RunPython(guards.install, guards.remove),
    ]
