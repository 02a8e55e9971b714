"""Background work: the app, and everything that runs by itself, on one screen."""

import os

from celery import Celery
from celery.schedules import crontab

import config.embedded_broker  # noqa: F401 - the broker's scheme is known from here on

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("relief")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Each job judges its rows again under their lock, so two schedulers do no harm. What people wait for can be run by a
# command too (deliver_mail, sweep_clocks for all sweeps, purge_attachments, replay_timeline); what only tidies up
# cannot.
app.conf.beat_schedule = {
    "deliver mail": {"task": "notifications.tasks.deliver", "schedule": 5.0, "options": {"expires": 30}},
    "sweep clocks": {"task": "incidents.tasks.sweep_clocks", "schedule": 10.0, "options": {"expires": 30}},
    "sweep consultations": {
        "task": "escalations.tasks.sweep_consultations",
        "schedule": 30.0,
        "options": {"expires": 60},
    },
    "sweep icms": {"task": "escalations.tasks.sweep_icms", "schedule": 30.0, "options": {"expires": 60}},
    "sweep knowledge": {"task": "incidents.tasks.sweep_knowledge", "schedule": 30.0, "options": {"expires": 60}},
    # CSAT requests that nobody answers
    "sweep csat": {"task": "escalations.tasks.sweep_csat", "schedule": 30.0, "options": {"expires": 60}},
    "purge submissions": {
        "task": "accounts.tasks.purge_submissions",
        "schedule": 3600.0,
        "options": {"expires": 600},
    },
    "purge letters": {"task": "notifications.tasks.purge", "schedule": 24 * 3600.0, "options": {"expires": 3600}},
    "purge attachments": {
        "task": "incidents.tasks.purge_attachments",
        "schedule": 24 * 3600.0,
        "options": {"expires": 3600},
    },
    "sweep drafts": {
        "task": "incidents.tasks.sweep_drafts",
        "schedule": 3600.0,
        "options": {"expires": 600},
    },
    # Links
    "tidy links": {"task": "escalations.tasks.tidy_links", "schedule": 3600.0, "options": {"expires": 600}},
    "sweep ICM drafts": {
        "task": "escalations.tasks.sweep_icm_drafts",
        "schedule": 3600.0,
        "options": {"expires": 600},
    },
    # The meetings' letters: looked for often, written once a day
    "send digests": {"task": "escalations.tasks.send_digests", "schedule": 300.0, "options": {"expires": 240}},
    "replay the timeline": {
        "task": "incidents.tasks.replay_timeline",
        "schedule": crontab(hour="2", minute="40"),  # UTC
        "options": {"expires": 3600},
    },
}
