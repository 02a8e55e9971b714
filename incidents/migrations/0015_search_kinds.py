"""Customers who follow a known problem. What search knows of more kinds is filled by `index_search --missing`."""


import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("incidents", "0014_colleagues"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Follower',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('told_status', models.CharField(blank=True, help_text='The last progress that they heard of.', max_length=20)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('problem', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='followers', to='incidents.problem')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('problem', 'customer'), name='one_follower_a_pair')],
            },
        ),
    ]
