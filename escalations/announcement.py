"""What EM, PMs and the ICM owner are told of an ICM that is CSAT-impacting, and what an SME sees before (R40)."""

from dataclasses import dataclass
from email.utils import formataddr, quote
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from escalations.csat_readers import leaders
from escalations.models import CsatRequest, EscalationEvent, Icm, LetterTemplate, PgMember
from escalations.rota import having
from incidents import markdown, placeholders
from incidents.spelling import spelled

VERB = "mark_csat_impacting"
# Other tools are written against these words, whatever a list of letters shows of them.
SUBJECT = "{number} : A CSAT Impacting IcM has been assigned to your component area"


@dataclass(frozen=True)
class Preview:
    """The letter before it is sent: its head, and its text in both parts."""

    to: list[PgMember]
    copied: list[PgMember]
    subject: str
    facts: list[tuple[str, str]]
    html: str
    text: str
    version: int
    missing: list[str]

    @property
    def readers(self) -> int:
        """How many envelopes there will be."""
        return len({member.pk for member in (*self.to, *self.copied)})


def as_approved(csat: CsatRequest, icm: Icm) -> dict[str, Any]:
    """What the letter says, kept with the approval: a wording that is changed meanwhile changes no letter under way."""
    template = LetterTemplate.current(LetterTemplate.Key.CSAT_IMPACTING)
    return {
        "template": template.version,
        "body": placeholders.filled(template.body, values(csat, icm)),
        "facts": facts(csat, icm),
        "sender": csat.asked_by.name,
        "cc": ", ".join(addressed(member) for member in having(icm)),
    }


def addressed(member: PgMember) -> str:
    """As a mail's head names a person; an address that is not plain ASCII stands as it is, and the mail encodes it."""
    if member.email.isascii():
        return formataddr((member.name, member.email))
    return f'"{quote(member.name)}" <{member.email}>'


def values(csat: CsatRequest, icm: Icm) -> dict[str, str]:
    """What each name in braces stands for."""
    to = leaders(icm)
    return {
        "names": ", ".join(member.first_name for member in to),
        "icm_number": icm.number if icm.pk else _("the new ICM"),
        "icm_title": marked(icm.title),
        "icm_owner": icm.owner.name if icm.owner else _("whoever of your team takes it"),
        "incident_number": csat.incident.number,
        "area": icm.area.name,
        "sentiment": csat.feeling,
        "why": csat.why,
        "prevention": csat.prevention,
        "sender": csat.asked_by.name,
    }


def facts(csat: CsatRequest, icm: Icm) -> list[list[str]]:
    """What a letter always tells; none of it says who the customer is (R37)."""
    by_role = {role: [each.name for each in leaders(icm) if each.role == role] for role in ("em", "pm")}
    contacts = [csat.asked_by, csat.incident.owner, csat.decided_by]
    names = dict.fromkeys(person.name for person in contacts if person is not None)
    found = [
        (_("ICM title"), marked(icm.title)),
        (_("ICM ID"), icm.number if icm.pk else _("given when it is opened")),
        (_("Support request ID"), csat.incident.number),
        (_("CSS contacts"), ", ".join(names)),
        (_("Engineering manager"), ", ".join(by_role["em"])),
        (_("Product managers"), ", ".join(by_role["pm"])),
        (_("ICM owner"), icm.owner.name if icm.owner else _("nobody yet")),
        (_("How the customer feels"), csat.feeling),
        (_("Why"), csat.why),
        (_("What could have been done differently"), csat.prevention),
    ]
    if csat.exceptionally_bad:
        found.append((_("Exceptionally bad"), csat.exceptional_because or _("yes")))
    return [[name, value] for name, value in found]


def subject(icm: Icm) -> str:
    """Of one that is not opened yet, with the number left open."""
    return SUBJECT.format(number=icm.number if icm.pk else f"{Icm.PREFIX}-…")


def marked(title: str) -> str:
    return f"[{Icm.MARK}] {title}"


def words_of(event: EscalationEvent, icm: Icm, reader: PgMember) -> dict[str, Any]:
    """What this letter says besides what all do: kept at the approval, but for the reader's own link and zone."""
    body, due = event.data["body"], event.data.get("engage_due_at")
    return {
        "exact_subject": subject(icm),
        "facts": event.data["facts"],
        "body_text": body.replace("**", ""),
        "body_html": markdown.to_html(body),
        "sender": event.data["sender"],
        "cc": event.data["cc"],
        "approved_by": event.actor,
        "engage_due": spelled(due),
        "is_asked_to_engage": reader.role not in {PgMember.Role.EM, PgMember.Role.PM},
    }


def preview(csat: CsatRequest, by: Any) -> Preview:
    """The same letter as it would go out now, approved by this person: from the same templates (R39)."""
    icm = csat.icm or Icm(title=csat.title, area=csat.area, team=csat.opening.get("team", ""), severity=1)
    is_decided, csat.decided_by = csat.decided_by, csat.decided_by or by
    kept = as_approved(csat, icm)
    csat.decided_by = is_decided
    event = EscalationEvent(kind=Icm.KIND, verb=VERB, by=by, data=kept)
    to = leaders(icm)
    shown = {
        "icm": {"title": icm.title, "area": icm.area, "staff_title": icm.staff_title},
        "number": icm.number if icm.pk else "",
        "SITE_NAME": settings.SITE_NAME,
        "action_url": "",
    }
    context = {**shown, **words_of(event, icm, PgMember(role=PgMember.Role.EM)), "is_preview": True}
    roles = {member.role for member in to}
    missing = [str(role.label) for role in (PgMember.Role.EM, PgMember.Role.PM) if role not in roles]
    return Preview(
        to=to,
        copied=having(icm),
        subject=subject(icm),
        facts=[(name, value) for name, value in kept["facts"]],
        html=render_to_string("workspace/csat/_letter.html", context),
        text=render_to_string(f"email/pg/{VERB}.txt", context),
        version=kept["template"],
        missing=missing,
    )
