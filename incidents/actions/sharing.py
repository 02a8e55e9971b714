"""Colleagues of the customer: added and removed by who decides or owns it, and gone by themselves (R17)."""

from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.acting import NotValid, acting, require
from accounts.models import User
from accounts.reserved import RULE, is_reserved
from incidents.actions import house
from incidents.actions.guests import turn_away
from incidents.models import Colleague, Incident
from incidents.models.colleague import is_of_customer
from incidents.policy import LEAVER, SHARER

NOBODY = gettext_lazy("We find nobody of this organisation with that address.")
NOBODY_HERE = gettext_lazy("It is not shared with anybody of that address.")
MOST = 50  # colleagues of one incident: every letter to its customer goes to each of them


def add_colleague(incident: Incident, *, by: User, colleague: User | str) -> Incident:
    """Share it with somebody of the customer's own organisation, who is told; they decide nothing (R17).

    A door hands in an address of the product group as it was typed: it is refused by the rule's name (R37).
    """
    if isinstance(colleague, str) or is_reserved(colleague.email):
        raise turned_away(incident, by, colleague)
    with acting(house.INCIDENTS, "add_colleague", incident, by) as act:
        act.record.add_colleague()
        able_colleague(act.record, colleague)
        _row, is_new = Colleague.objects.get_or_create(
            incident=act.record, user=colleague, defaults={"added_by": by, "added_at": act.at}
        )
        act.is_nothing = not is_new
        act.public = True
        act.data = {"colleague": house.person(colleague)}
        if act.record.colleagues.count() > MOST:
            raise NotValid({"colleague": [_("At most %(most)d colleagues can be added.") % {"most": MOST}]})
    return act.record


def turned_away(incident: Incident, by: User, colleague: User | str) -> NotValid:
    """No guest comes by this way. A customer gets the answer that any stranger's address gets: it must not tell whose
    addresses are the product group's (R2). The owner hears that it was tried."""
    require(house.INCIDENTS.rules, "add_colleague", incident, by)
    address = colleague if isinstance(colleague, str) else colleague.email
    refusal = NotValid({"colleague": [str(NOBODY if by.is_customer else RULE)]})
    refusal.afterwards = partial(turn_away, incident, by=by, address=address, how="add_colleague")
    return refusal


def able_colleague(incident: Incident, person: User) -> None:
    """Of all others the answer is the same: it does not tell who has an account elsewhere."""
    if not is_of_customer(person, incident):
        raise NotValid({"colleague": [str(NOBODY)]})
    if person.pk == incident.customer_id:
        raise NotValid({"colleague": [_("%(name)s reported this, and reads it anyway.") % {"name": person.name}]})


def remove_colleague(incident: Incident, *, by: User, colleague: User) -> Incident:
    """They see it no longer. A colleague removes nobody but themself (R17)."""
    rule = LEAVER if colleague.pk == by.pk else SHARER
    with acting(house.narrowed("remove_colleague", rule), "remove_colleague", incident, by) as act:
        act.record.remove_colleague()
        gone, _rows = act.record.colleagues.filter(user=colleague).delete()
        if not gone:
            raise NotValid({"colleague": [str(NOBODY_HERE)]})
        act.public = True
        act.data = {"colleague": house.person(colleague)}
    return act.record
