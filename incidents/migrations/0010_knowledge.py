"""Problems, Changes, RCA requests and outages, and what incidents have to do with them (R24, R26, R27)."""

import django.db.models.deletion
import django_fsm
from django.conf import settings
from django.db import migrations, models

from incidents import guards


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_people'),
        ('incidents', '0009_exceptions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(guards.remove, guards.install),
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200)),
                ('version', models.PositiveIntegerField(default=0)),
                ('event_count', models.PositiveIntegerField(default=0)),
                ('last_event_at', models.DateTimeField()),
                ('is_untold', models.BooleanField(default=False, help_text='What became of it is still to be told to incidents.')),
                ('status', django_fsm.FSMField(choices=[('planned', 'Planned'), ('done', 'Done'), ('cancelled', 'Cancelled')], default='planned', max_length=50, protected=True)),
                ('planned_for', models.DateTimeField(blank=True, null=True)),
                ('done_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.AddField(
            model_name='incident',
            name='waits_for_change',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='waiting', to='incidents.change'),
        ),
        migrations.CreateModel(
            name='Outage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200)),
                ('version', models.PositiveIntegerField(default=0)),
                ('event_count', models.PositiveIntegerField(default=0)),
                ('last_event_at', models.DateTimeField()),
                ('is_untold', models.BooleanField(default=False, help_text='What became of it is still to be told to incidents.')),
                ('status', django_fsm.FSMField(choices=[('going_on', 'Going on'), ('over', 'Over')], default='going_on', max_length=50, protected=True)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField(blank=True, null=True)),
                ('public_text', models.TextField()),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outages', to='accounts.area')),
                ('regions', models.ManyToManyField(blank=True, related_name='outages', to='accounts.region')),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='OutageLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outage_links', to='incidents.incident')),
                ('outage', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='incidents.outage')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.AddField(
            model_name='outage',
            name='incidents',
            field=models.ManyToManyField(related_name='outages', through='incidents.OutageLink', to='incidents.incident'),
        ),
        migrations.CreateModel(
            name='Problem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200)),
                ('version', models.PositiveIntegerField(default=0)),
                ('event_count', models.PositiveIntegerField(default=0)),
                ('last_event_at', models.DateTimeField()),
                ('is_untold', models.BooleanField(default=False, help_text='What became of it is still to be told to incidents.')),
                ('symptoms', models.TextField()),
                ('cause', models.TextField(blank=True)),
                ('workaround', models.TextField(blank=True)),
                ('status', django_fsm.FSMField(choices=[('investigating', 'Investigating'), ('known_error', 'Known error'), ('fix_released', 'Fix released'), ('removed', 'Removed')], default='investigating', max_length=50, protected=True)),
                ('release', models.CharField(blank=True, help_text='Where the fix is in.', max_length=100)),
                ('is_published', models.BooleanField(default=False)),
                ('published_at', models.DateTimeField(null=True)),
                ('fix_released_at', models.DateTimeField(null=True)),
                ('removed_at', models.DateTimeField(null=True)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='problems', to='accounts.area')),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Match',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('told_status', models.CharField(blank=True, help_text='The last progress its incident heard of.', max_length=20)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='matches', to='incidents.incident')),
                ('problem', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='matches', to='incidents.problem')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.AddField(
            model_name='incident',
            name='waits_for_problem',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='waiting', to='incidents.problem'),
        ),
        migrations.AddField(
            model_name='solution',
            name='problem',
            field=models.ForeignKey(help_text='Whose workaround it is.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='solutions', to='incidents.problem'),
        ),
        migrations.CreateModel(
            name='RcaRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200)),
                ('version', models.PositiveIntegerField(default=0)),
                ('event_count', models.PositiveIntegerField(default=0)),
                ('last_event_at', models.DateTimeField()),
                ('is_untold', models.BooleanField(default=False, help_text='What became of it is still to be told to incidents.')),
                ('status', django_fsm.FSMField(choices=[('asked', 'Asked for'), ('delivered', 'Delivered')], default='asked', max_length=50, protected=True)),
                ('due_on', models.DateField(blank=True, null=True)),
                ('document', models.TextField(blank=True)),
                ('delivered_at', models.DateTimeField(null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.AddField(
            model_name='incident',
            name='waits_for_rca',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='waiting', to='incidents.rcarequest'),
        ),
        migrations.CreateModel(
            name='RemovalNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='incidents.incident')),
                ('problem', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='incidents.problem')),
            ],
        ),
        migrations.CreateModel(
            name='KnownEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=10)),
                ('record_id', models.BigIntegerField()),
                ('seq', models.PositiveIntegerField()),
                ('verb', models.CharField(max_length=40)),
                ('at', models.DateTimeField()),
                ('way', models.CharField(max_length=10)),
                ('data', models.JSONField(default=dict)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['kind', 'record_id', 'seq'],
                'constraints': [models.UniqueConstraint(fields=('kind', 'record_id', 'seq'), name='one_known_event_a_seq')],
            },
        ),
        migrations.AddConstraint(
            model_name='outagelink',
            constraint=models.UniqueConstraint(fields=('outage', 'incident'), name='one_link_a_pair'),
        ),
        migrations.AddIndex(
            model_name='problem',
            index=models.Index(fields=['is_published', 'area'], name='problem_published'),
        ),
        migrations.AddConstraint(
            model_name='match',
            constraint=models.UniqueConstraint(fields=('problem', 'incident'), name='one_match_a_pair'),
        ),
        migrations.AddConstraint(
            model_name='removalnotice',
            constraint=models.UniqueConstraint(fields=('problem', 'customer'), name='one_removal_notice'),
        ),
        migrations.RunPython(guards.install, guards.remove),
    ]
