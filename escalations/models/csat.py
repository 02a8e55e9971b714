"""A request that an ICM be marked CSAT-impacting: asked, discussed, decided by an SME, never the asker (R39)."""

import hashlib
import json
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_fsm import FSMField, transition

from accounts.acting import NotPossible
from accounts.models import Area, Region, User
from escalations import policy
from escalations.models.escalating import Escalating
from escalations.models.icm import Icm
from incidents import markdown
from incidents.models import Incident

WAITING = ("asked", "more_asked")
LIVE = (*WAITING, "approved")


class CsatRequestQuerySet(models.QuerySet["CsatRequest"]):
    def visible_to(self, user: User | None) -> "CsatRequestQuerySet":
        return self.filter(policy.csat_requests_visible_to(user))

    def waiting(self) -> "CsatRequestQuerySet":
        """Nobody has decided them yet."""
        return self.filter(state__in=WAITING)

    def approved(self) -> "CsatRequestQuerySet":
        return self.filter(state=CsatRequest.State.APPROVED)

    def leadership_wanted(self) -> "CsatRequestQuerySet":
        """Approved as exceptionally bad, the SME agreeing that EM and PM may be brought in (R40)."""
        return self.approved().filter(leadership_wanted=True)

    def for_decision_of(self, user: User) -> "CsatRequestQuerySet":
        """Those that wait for an SME's word, and that this person may decide (R39)."""
        return self.filter(policy.csat_requests_decided_by(user), state=CsatRequest.State.ASKED)

    def overdue(self, moment: datetime) -> "CsatRequestQuerySet":
        """Those whose next reminder is due, by the partial index."""
        return self.filter(chase_at__lte=moment).order_by("chase_at")

    def unengaged(self, moment: datetime) -> "CsatRequestQuerySet":
        """Approved, and the product group has not been in touch with the customer in time (R40)."""
        return self.filter(engage_chase_at__lte=moment).order_by("engage_chase_at")

    def with_everything(self) -> "CsatRequestQuerySet":
        """What a row, a page or a reading touches, in one query."""
        return self.select_related(
            *("asked_by", "sme", "decided_by", "area", "region", "icm__owner", "icm__area"),
            *("incident__customer", "incident__organization__region", "incident__owner", "incident__title_mark"),
        )


class CsatRequest(Escalating):
    """One request about one incident and its ICM. What is asked can be revised; an approval binds the text it saw."""

    KIND = "csat"
    PREFIX = "CSAT"
    NUMBERS_FROM: ClassVar = 100
    TONES: ClassVar = {"asked": "warn", "more_asked": "warn", "approved": "plum"}

    class State(models.TextChoices):
        ASKED = "asked", gettext_lazy("Asked")
        MORE_ASKED = "more_asked", gettext_lazy("More asked")
        APPROVED = "approved", gettext_lazy("Approved")
        DECLINED = "declined", gettext_lazy("Declined")
        VOID = "void", gettext_lazy("Void")
        ENDED = "ended", gettext_lazy("Ended")

    class Sentiment(models.TextChoices):
        CALM = "calm", gettext_lazy("Calm")
        WORRIED = "worried", gettext_lazy("Worried")
        FRUSTRATED = "frustrated", gettext_lazy("Frustrated")
        ANGRY = "angry", gettext_lazy("Angry")

    class Rung(models.IntegerChoices):
        """How far an unanswered request has come; approval never comes by silence."""

        ASKED = 0, gettext_lazy("asked")
        REMINDED = 1, gettext_lazy("reminded")
        REGION = 2, gettext_lazy("the region's other SMEs")
        AREA = 3, gettext_lazy("any SME of the area")
        MANAGERS = 4, gettext_lazy("the managers")

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="csat_requests")
    icm = models.ForeignKey(Icm, models.PROTECT, null=True, related_name="csat_requests")
    opening = models.JSONField(default=dict, help_text="The ICM that the approval opens, where there is none yet.")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    state = FSMField(default=State.ASKED, choices=State.choices, protected=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    sme = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    sentiment = models.CharField(max_length=10, choices=Sentiment.choices, blank=True)
    sentiment_words = models.TextField(blank=True)
    why = models.TextField()
    prevention = models.TextField(help_text="What could have been done differently.")
    exceptionally_bad = models.BooleanField(default=False)
    exceptional_because = models.TextField(blank=True)
    quotes = models.JSONField(default=list, help_text="Messages of the customer, by their keys.")

    rung = models.PositiveSmallIntegerField(choices=Rung.choices, default=Rung.ASKED)
    due_at = models.DateTimeField(help_text="By when an answer is hoped for.")
    chase_at = models.DateTimeField(null=True, help_text="When the next reminder goes out, if nobody answers before.")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True, help_text="The SME's advice, or why they declined.")
    by_fallback = models.BooleanField(default=False, help_text="Decided by an SME of another region (R40).")
    approved_text = models.CharField(max_length=64, blank=True, help_text="The hash of the text that was approved.")
    leadership_wanted = models.BooleanField(default=False, help_text="The SME agrees that EM and PM may join (R40).")
    engage_due_at = models.DateTimeField(null=True, help_text="By when the product group is asked to be in touch.")
    engage_chase_at = models.DateTimeField(null=True)
    engaged_at = models.DateTimeField(null=True)
    reviewed_at = models.DateTimeField(null=True, help_text="The last review in shiproom (R41).")
    ended_at = models.DateTimeField(null=True)

    objects = CsatRequestQuerySet.as_manager()

    if TYPE_CHECKING:
        incident_id: int
        icm_id: int | None
        area_id: int
        region_id: int
        asked_by_id: int
        sme_id: int | None
        decided_by_id: int | None

        def get_state_display(self) -> str: ...
        def get_sentiment_display(self) -> str: ...
        def get_rung_display(self) -> str: ...

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["icm"], condition=Q(state__in=WAITING), name="one_csat_request_waits"),
            models.UniqueConstraint(
                fields=["icm", "incident"], condition=Q(state__in=LIVE), name="one_csat_request_lives"
            ),
            models.UniqueConstraint(
                fields=["incident"],
                condition=Q(state__in=WAITING, icm=None),
                name="one_csat_request_without_an_icm",
            ),
            models.CheckConstraint(
                name="approved_with_icm_and_text",
                condition=~Q(state="approved") | (Q(icm__gt=0) & ~Q(approved_text="")),
            ),
        ]
        indexes = [
            models.Index(fields=["chase_at"], condition=Q(chase_at__isnull=False), name="csat_chase"),
            models.Index(fields=["engage_chase_at"], condition=Q(engage_chase_at__isnull=False), name="csat_engage"),
            models.Index(fields=["state", "-id"], name="csat_state"),
        ]

    def __str__(self) -> str:
        return f"{self.number} about {self.incident_id}"

    # --- What people do ----------------------------------------------------------------------------------------------

    @transition(field="state", source=WAITING, target=State.ASKED)
    def revise_csat(self) -> None:
        """The asker's new text; what was seen of the older one can approve it no more."""

    @transition(field="state", source=WAITING, target=None)
    def discuss_csat(self) -> None:
        """Words between asker and SME, kept with the request."""

    @transition(field="state", source=State.ASKED, target=State.MORE_ASKED)
    def ask_for_more(self) -> None:
        """The SME wants to know more; the reminders rest until the asker has answered."""
        self.chase_at = None

    @transition(field="state", source=WAITING, target=State.APPROVED)
    def approve_csat(self, by: User, at: datetime, answer: str) -> None:
        self.decide(by, at, answer)
        self.approved_text = self.text_hash

    @transition(field="state", source=WAITING, target=State.DECLINED)
    def decline_csat(self, by: User, at: datetime, answer: str) -> None:
        self.decide(by, at, answer)

    @transition(field="state", source=WAITING, target=State.VOID)
    def void_csat(self, at: datetime) -> None:
        """Its incident is closed, so it cannot be approved any more (R40)."""
        self.chase_at, self.ended_at = None, at

    @transition(field="state", source=State.APPROVED, target=None)
    def engage_csat(self, at: datetime) -> None:
        """The product group is in touch with the customer."""
        self.engaged_at, self.engage_chase_at = self.engaged_at or at, None

    @transition(field="state", source=State.APPROVED, target=State.ENDED)
    def end_csat(self, at: datetime) -> None:
        """The marks go, the history stays."""
        self.ended_at, self.engage_chase_at = at, None

    def decide(self, by: User, at: datetime, answer: str) -> None:
        self.decided_by, self.decided_at, self.answer = by, at, answer
        self.by_fallback = not policy.covers(by, self.area_id, self.region_id)
        self.chase_at = None

    # --- What can be asked of it -------------------------------------------------------------------------------------

    @property
    def text_hash(self) -> str:
        """What an approval binds: every word that the asker gave, and the ICM that it would open (R39)."""
        text = [self.sentiment, self.sentiment_words, self.why, self.prevention]
        rest = [self.exceptionally_bad, self.exceptional_because, self.quotes, self.opening, self.icm_id]
        return hashlib.sha256(json.dumps([*text, *rest], sort_keys=True).encode()).hexdigest()

    def hindrance(self, verb: str) -> NotPossible | None:
        """Also what became of the incident and the ICM meanwhile: neither can be escalated once it is closed (R39)."""
        if super().hindrance(verb) is not None:
            return NotPossible(self.standing)
        if verb == "engage_csat" and self.engaged_at is not None:
            return NotPossible(_("The product group is in touch with the customer already."))
        if self.is_waiting and verb != "void_csat" and (gone := self.gone()):
            return NotPossible(gone)
        return None

    def gone(self) -> str:
        """Why it cannot be approved any more though nobody has decided it."""
        if self.incident.is_closed:
            return _("%(number)s is closed, and so is the time for this request.") % {"number": self.incident.number}
        if self.icm is not None and self.icm.is_closed:
            return _("%(number)s is closed, and so is the time for this request.") % {"number": self.icm.number}
        return ""

    @property
    def standing(self) -> str:
        """How it stands, for somebody whose word comes too late or too early."""
        who = self.decided_by.name if self.decided_by else ""
        return {
            "asked": _("This still waits for an SME's decision."),
            "more_asked": _("The SME has asked for more already; the asker's answer comes next."),
            "approved": _("%(who)s has approved this already.") % {"who": who},
            "declined": _("%(who)s has declined this already.") % {"who": who},
            "void": _("This is void: the incident was closed before anybody decided."),
            "ended": _("This escalation has ended."),
        }[str(self.state)]

    @property
    def is_waiting(self) -> bool:
        return self.state in WAITING

    @property
    def is_approved(self) -> bool:
        return bool(self.state == self.State.APPROVED)

    @property
    def tone(self) -> str:
        return self.TONES.get(str(self.state), "line")

    @property
    def feeling(self) -> str:
        """The customer's sentiment in one line: "Frustrated, still constructive"."""
        return ", ".join(part for part in (self.get_sentiment_display(), self.sentiment_words) if part)

    @property
    def title(self) -> str:
        """The ICM's, or the one that it would get."""
        return self.icm.title if self.icm is not None else str(self.opening.get("title", ""))

    @property
    def why_html(self) -> SafeString:
        return markdown.to_html(self.why)

    @property
    def prevention_html(self) -> SafeString:
        return markdown.to_html(self.prevention)
