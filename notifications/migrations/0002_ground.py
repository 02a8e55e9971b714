from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_outbox")]

    operations = [
        migrations.AddField("notification", "ground", models.CharField(blank=True, default="", max_length=20)),
    ]
