"""The admin site is for configuration: no ICM, consultation or history is there, whose policy it would go round."""

from django.contrib import admin

from escalations.models import Answer, Consultation, EscalationEvent, Icm, IcmIncident


def test_nothing_that_people_act_on_is_there() -> None:
    there = set(admin.site._registry)

    assert there & {Icm, IcmIncident, Consultation, Answer, EscalationEvent} == set()
