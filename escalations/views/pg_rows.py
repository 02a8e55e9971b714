"""What a PG member can do to an ICM as it stands, in the order of likely use: one row of their page each (R35)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from escalations.forms.pg import (
    HandOverForm,
    MitigateForm,
    Outcome,
    PgForm,
    RequestInformationForm,
    ResolveForm,
    UpdateForm,
)
from escalations.models import Icm, PgMember
from escalations.policy import ICM_RULES

State, Kind = Icm.State, Icm.Kind
Words = str | Promise


@dataclass(frozen=True)
class Offer:
    """One thing to do, as the page words it; `fields` of its form are shown, in this order."""

    name: str
    verb: str
    icon: str
    title: Words
    hint: Words
    button: Words
    form: Callable[..., PgForm]
    fields: tuple[str, ...]
    outcomes: tuple[str, ...] = ()
    has_preview: bool = False
    has_rota: bool = False


@dataclass(frozen=True)
class Row:
    """An offer with its form: an empty one, or the one that came back."""

    offer: Offer
    form: PgForm
    is_open: bool
    is_primary: bool

    @property
    def fields(self) -> list[forms.BoundField]:
        return [self.form[name] for name in self.offer.fields]

    @property
    def path(self) -> str:
        return self.offer.verb.replace("_", "-")

    @property
    def hidden(self) -> str:
        """The outcome, where there is but one."""
        return self.offer.outcomes[0] if len(self.offer.outcomes) == 1 else ""


DELIVERED = ("body", "build", "reach", "verify")
OFFERS = [
    Offer(
        "post",
        "update",
        "talk",
        _("Post an update"),
        _("Support reads it, the customer does not"),
        _("Post update"),
        UpdateForm,
        ("body", "next_update"),
    ),
    Offer(
        "ask",
        "request_information",
        "search",
        _("Ask support for information"),
        _("They answer here, and you get it by mail; the customer's clock goes on"),
        _("Ask support"),
        RequestInformationForm,
        ("body",),
    ),
    Offer(
        "mitigated",
        "mitigate",
        "hand",
        _("It is mitigated"),
        _("The customer can work again; the cause is still there"),
        _("Say that it is mitigated"),
        MitigateForm,
        DELIVERED,
    ),
    Offer(
        "fixed",
        "resolve",
        "wrench",
        _("It is fixed"),
        _("Say which build or change, where it has reached, and how to see it"),
        _("Say that it is fixed"),
        ResolveForm,
        DELIVERED,
        (Outcome.FIXED,),
    ),
    Offer(
        "granted",
        "resolve",
        "check",
        _("It is granted"),
        _("Say from when, and where"),
        _("Say that it is granted"),
        ResolveForm,
        ("body",),
        (Outcome.GRANTED,),
    ),
    Offer(
        "designed",
        "resolve",
        "ruler",
        _("It is by design"),
        _("We need the reasoning in words that a customer can use"),
        _("Say that it is by design"),
        ResolveForm,
        ("insight", "body"),
        (Outcome.BY_DESIGN,),
        has_preview=True,
    ),
    Offer(
        "same",
        "resolve",
        "twin",
        _("It is a duplicate"),
        _("Of which ICM? Support joins the incidents there"),
        _("Say that it is a duplicate"),
        ResolveForm,
        ("duplicate_of", "body"),
        (Outcome.DUPLICATE,),
    ),
    Offer(
        "ended",
        "resolve",
        "x",
        _("It ends in another way"),
        _("It could not be reproduced, or is declined"),
        _("Resolve it"),
        ResolveForm,
        ("resolution", "body"),
        (Outcome.NOT_REPRODUCIBLE, Outcome.DECLINED),
    ),
    Offer(
        "passed",
        "hand_over",
        "user",
        _("Not mine"),
        _("Pass it to a colleague or back to the rota; they get links of their own, yours ends"),
        _("Hand it over"),
        HandOverForm,
        ("to", "body"),
        has_rota=True,
    ),
]
# What does not fit a kind.
UNFIT: dict[str, set[str]] = {Kind.QUOTA_INCREASE: {"fixed", "mitigated", "designed"}}
FIT_ONLY: dict[str, set[str]] = {"granted": {Kind.QUOTA_INCREASE, Kind.FEATURE_REQUEST}}


def rows_of(icm: Icm, member: PgMember, returned: PgForm | None) -> list[Row]:
    """The first is open; of what came back, that one is."""
    offers = [offer for offer in OFFERS if fits(offer, icm) and is_possible(offer.verb, icm, member)]
    back = offer_of(returned, offers)
    opened = opened_of(back, offers, icm)
    # While nobody has it, taking it comes first, and there is a button for that.
    is_taken = icm.state != State.OPEN
    return [
        Row(
            offer,
            form_of(offer, icm, returned if offer == back else None),
            is_open=offer == opened,
            is_primary=is_taken and offer == opened,
        )
        for offer in offers
    ]


def opened_of(back: Offer | None, offers: list[Offer], icm: Icm) -> Offer | None:
    if back is not None or not offers or icm.state == State.OPEN:
        return back
    return offers[0]


def fits(offer: Offer, icm: Icm) -> bool:
    if offer.name in UNFIT.get(icm.kind, ()):
        return False
    return icm.kind in FIT_ONLY.get(offer.name, {icm.kind})


def is_possible(verb: str, icm: Icm, member: PgMember) -> bool:
    return ICM_RULES[verb](member, icm) and icm.hindrance(verb) is None


def offer_of(returned: PgForm | None, offers: Iterable[Offer]) -> Offer | None:
    """Where what came back belongs: by its form, and of the several ways to resolve, by the outcome."""
    if returned is None:
        return None
    outcome = returned.data.get("resolution", "")
    same = [offer for offer in offers if offer.form is type(returned)]
    return next((offer for offer in same if outcome in offer.outcomes), same[0] if same else None)


def form_of(offer: Offer, icm: Icm, returned: PgForm | None) -> PgForm:
    form = returned or offer.form(row=offer.name)
    form.auto_id = f"{offer.name}_%s"
    if "resolution" in offer.fields:
        field: Any = form.fields["resolution"]
        field.widget = forms.RadioSelect()
        field.choices = [(value, Outcome(value).label) for value in offer.outcomes]
    if "duplicate_of" in offer.fields:
        form.fields["duplicate_of"].required = True
    if offer.has_preview:
        form.fields["insight"].required = icm.is_csat_impacting
    return form
