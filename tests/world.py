"""What the table of permissions is asked of: an incident of Ada's, and one of everything that an address names."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Calendar, Region, User
from escalations.models import Absence, AllowedDomain, FactTemplate, LetterTemplate, PgMember, TeamChannel
from incidents import actions
from incidents.models import Attachment, Incident, MessageTemplate, SavedView
from notifications.models import Notification
from notifications.moment import now
from tests.conftest import bring_to
from tests.escalations.asking import asked_about, in_shiproom
from tests.escalations.ladder import answered as answered_question
from tests.escalations.ladder import ask as ask_colleagues
from tests.escalations.standing import standing
from tests.knowledge import asked, down, planned, published
from tests.people import People


def came_back(people: People) -> User:
    """Gina, who works here for a while yet."""
    User.objects.filter(pk=people.gone.pk).update(is_active=True)
    return User.objects.get(pk=people.gone.pk)


def given_to(gone: User, people: People) -> Incident:
    """Ada's incident with its first answer."""
    incident = actions.open_incident(by=people.ada, title="Output stops", description="Since 09:40.", severity=3)
    actions.assign(incident, by=gone, owner=gone, area=people.query, category="bug")
    actions.respond(incident, by=gone, body="I have this.", files=[SimpleUploadedFile("trace.log", b"Stopped.")])
    actions.add_note(incident, by=gone, body="A lease.", files=[SimpleUploadedFile("trace.log", b"A lease.")])
    return incident


def taken_over(incident: Incident, people: People) -> Incident:
    """Eva's from now on, with everything that waits for somebody."""
    actions.transfer_ownership(incident, by=people.mia, owner=people.eva, reason="Gina left us.")
    actions.state_problem(incident, by=people.eva, body="Nothing is written.")
    actions.delegate_task(incident, by=people.eva, title="Read the leases", assignee=people.sam)
    return actions.propose_solution(incident, by=people.eva, kind="workaround", body="Scale.")


# --- What the table's addresses name ----------------------------------------------------------------------------------


def named_by(incident: Incident) -> dict[str, str]:
    return {
        "number": incident.number,
        "task": str(incident.tasks.get().pk),
        "letter": str(Notification.objects.latest("pk").pk),
        "file": Attachment.objects.get(visibility="public").key,
        "note": Attachment.objects.get(visibility="internal").key,
    }


def set_up(people: People) -> dict[str, str]:
    """What an administrator and the people themselves keep."""
    return {
        "person": str(people.ada.pk),
        "calendar": str(Calendar.objects.get().pk),
        "plan": str(people.plan.pk),
        "area": str(people.query.pk),
        "slug": people.query.slug,
        "template": str(MessageTemplate.objects.create(name="Hello", audience="public", body="Hello.").pk),
        "region": str(Region.objects.latest("pk").pk),
        "organization": str(people.ada.organization_id),
        "saved": str(SavedView.objects.create(owner=people.eva, name="Mine", view="open").pk),
        "shared": str(SavedView.objects.create(owner=people.eva, name="Ours", view="open", is_shared=True).pk),
    }


def known(people: People) -> dict[str, str]:
    return {
        "problem": published(people).number,
        "change": planned(people).number,
        "rca": asked(people).number,
        "outage": down(people).number,
    }


def named_above(incident: Incident, people: People) -> dict[str, str]:
    """CSAT and shiproom, consultations, ICMs and the directory of the product group."""
    return {
        "csat": asked_about(bring_to("work_in_progress", people), people).number,
        "shiproom": in_shiproom(bring_to("work_in_progress", people), people).number,
        "naming": str(FactTemplate.objects.create(kind="bug", lines="").pk),
        "wording": str(LetterTemplate.objects.create(key="csat_impacting", body="Hello {names}.").pk),
        "consultation": ask_colleagues(incident, people).number,
        "answered": answered_question(bring_to("work_in_progress", people), people).number,
        "channel": str(TeamChannel.objects.create(audience="smes", url="https://chat.example/", label="#smes").pk),
        "icm": standing(people, "needs_information").number,
        "resolved": standing(people, "resolved").number,
        "member": str(PgMember.objects.latest("pk").pk),
        "domain": str(AllowedDomain.objects.create(name="product.example").pk),
        "absence": str(Absence.objects.create(user=people.sam, since=now(), until=now() + timedelta(days=1)).pk),
    }
