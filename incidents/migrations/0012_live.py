"""Drafts, and who is looking at an incident just now; a closed incident takes no new drafts (R13)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from incidents import guards


class Migration(migrations.Migration):

    dependencies = [
        ("incidents", "0011_queue"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(guards.remove, guards.install),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form', models.CharField(max_length=40)),
                ('fields', models.JSONField(default=dict)),
                ('saved_at', models.DateTimeField(db_index=True)),
                ('incident', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to='incidents.incident')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'incident', 'form'), name='one_draft_a_form'), models.UniqueConstraint(condition=models.Q(('incident', None)), fields=('person', 'form'), name='one_draft_a_report')],
            },
        ),
        migrations.CreateModel(
            name='Presence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=[('looking', '%(name)s is looking at this'), ('to_customer', '%(name)s is writing to the customer'), ('add_note', '%(name)s is writing a team note'), ('state_problem', '%(name)s is stating the problem'), ('propose_solution', '%(name)s is writing a solution')], default='looking', max_length=20)),
                ('seen_at', models.DateTimeField(db_index=True)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='incidents.incident')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('incident', 'person'), name='one_presence_a_person')],
            },
        ),
        migrations.RunPython(guards.install, guards.remove),
    ]
