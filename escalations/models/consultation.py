"""A question to colleagues, then to the area's SMEs, then to the product group: never into silence (R30)."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from accounts.acting import NotPossible
from accounts.models import Area, User
from escalations import policy
from escalations.models.directory import PgMember
from escalations.models.escalating import Doer, Escalating
from incidents import markdown
from incidents.models import Incident

if TYPE_CHECKING:
    from escalations.models.rung import Rung


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def visible_to(self, user: User | None) -> "ConsultationQuerySet":
        return self.filter(policy.consultations_visible_to(user))

    def numbered(self, number: str) -> "ConsultationQuerySet":
        """The one of this number, or of this id."""
        place = Consultation.place_of(number)
        return self.filter(pk=place) if place is not None else self.none()

    def waiting(self) -> "ConsultationQuerySet":
        """Asked, and worth an answer: what is about a closed incident is not, even before the sweep has ended it."""
        return self.filter(state=Consultation.State.ASKED).exclude(incident__state=Incident.State.CLOSED)

    def to_be_answered_by(self, user: User) -> "ConsultationQuerySet":
        """What waits for this person on the rung where it stands."""
        return self.waiting().filter(policy.asks(user))

    def overdue(self, moment: datetime) -> "ConsultationQuerySet":
        """Whose rung has had its time, by the index of what is due."""
        return self.filter(state=Consultation.State.ASKED, due_at__lte=moment).order_by("due_at")

    def left_behind(self) -> "ConsultationQuerySet":
        """Still asked, though their incident is closed."""
        return self.filter(state=Consultation.State.ASKED, incident__state=Incident.State.CLOSED)


class Consultation(Escalating):
    """One question about one incident, on one rung at a time."""

    KIND = "consultation"
    PREFIX = "CON"
    NUMBERS_FROM: ClassVar = 100
    TONES: ClassVar = {"asked": "warn", "answered": "good"}

    class Audience(models.TextChoices):
        """The rungs, lowest first."""

        COLLEAGUES = "colleagues", _("Colleagues")
        SMES = "smes", _("SMEs")
        PG = "pg", _("CSS–PG collaboration list")

    class State(models.TextChoices):
        ASKED = "asked", _("Asked")
        ANSWERED = "answered", _("Answered")
        ENDED = "ended", _("Ended")

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="consultations")
    area = models.ForeignKey(Area, models.PROTECT, related_name="consultations")
    audience = models.CharField(max_length=20, choices=Audience.choices)
    state = FSMField(default=State.ASKED, choices=State.choices, protected=True)
    question = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, help_text="When it moves up by itself; on the last rung, when we remind.")

    objects = ConsultationQuerySet.as_manager()

    if TYPE_CHECKING:
        incident_id: int
        area_id: int
        asked_by_id: int
        answers: "models.QuerySet[Answer]"
        rungs: "models.QuerySet[Rung]"

        def get_state_display(self) -> str: ...
        def get_audience_display(self) -> str: ...

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="asked"), name="consultation_due"),
            # Finding whose rung is empty costs those rungs.
            models.Index(fields=["audience", "area"], condition=Q(state="asked"), name="consultation_rungs"),
        ]

    def __str__(self) -> str:
        return f"{self.number} about {self.incident_id}"

    @transition(field="state", source=[State.ASKED, State.ANSWERED], target=State.ANSWERED)
    def answer(self) -> None:
        """What to do next, and whether an ICM is indicated."""
        self.due_at = None

    @transition(field="state", source=[State.ASKED, State.ANSWERED], target=State.ASKED)
    def move_up(self) -> None:
        """To the next rung: nobody answered in time, or the answer did not settle it (R30)."""

    @transition(field="state", source=State.ASKED, target=State.ENDED)
    def end(self) -> None:
        """Nobody needs the answer any more: it was withdrawn, or its incident closed."""
        self.due_at = None

    def hindrance(self, verb: str) -> NotPossible | None:
        if self.incident.is_closed:
            return NotPossible(gettext("The incident that this is about is closed."))
        if verb == "move_up" and self.is_on_last_rung and self.state != self.State.ENDED:
            return NotPossible(gettext("It is on the last rung already: the product group was asked."))
        return super().hindrance(verb)

    @property
    def is_on_last_rung(self) -> bool:
        return self.audience == self.Audience.PG

    @property
    def is_waiting(self) -> bool:
        return bool(self.state == self.State.ASKED) and not self.incident.is_closed

    @transition(field="state", source=[State.ASKED, State.ANSWERED], target=None)
    def bring_in(self) -> None:
        """A colleague gets a link of their own, from one who has one (R36)."""

    @property
    def is_over(self) -> bool:
        """Nobody of the product group has anything to read or do here any more (R36)."""
        return bool(self.state == self.State.ENDED) or self.incident.is_closed

    @property
    def tone(self) -> str:
        return self.TONES.get(str(self.state), "")

    @property
    def question_html(self) -> str:
        return markdown.to_html(self.question)

    @property
    def is_icm_indicated(self) -> bool:
        """The last word of those who answered (R31)."""
        last = self.answers.order_by("pk").last()
        return last is not None and last.icm_indicated


class Answer(models.Model):
    """What somebody said to it: ours, or a PG member by link."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="answers")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    member = models.ForeignKey(PgMember, models.PROTECT, null=True, related_name="+")
    audience = models.CharField(
        max_length=20, choices=Consultation.Audience.choices, help_text="The rung on which it was answered."
    )
    body = models.TextField()
    icm_indicated = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.body[:60]

    @property
    def body_html(self) -> str:
        return markdown.to_html(self.body)

    @property
    def doer(self) -> Doer:
        return self.by or self.member
