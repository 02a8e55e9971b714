"""A title says symptom, trigger and place; who the customer is, the product group learns on a ground only (R37)."""

import re
import unicodedata
from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from escalations.gate.asking import Faults
from incidents.models import Incident

LEAST = 3  # letters: what is shorter stands in many a title and names nobody
# What stands behind a company's name, and is left out where people talk of it.
FORMS = {
    *("ab", "ag", "as", "bv", "co", "corp", "corporation", "gmbh", "inc", "kg", "limited", "llc", "ltd"),
    *("nv", "oy", "plc", "pty", "sa", "sarl", "se", "spa", "srl", "&"),
}


def naming_faults(title: str, incident: Incident) -> Faults:
    """Whole words: the organisation and the people of this incident, and each single name that has its capital.

    A name may be an ordinary word too. Nobody can tell here, so the sentence says what was found, and the way on is
    another word for it: a title without it costs nothing, one that names the customer cannot be called back.
    """
    if not plain(title):
        return {}
    organization = incident.organization.name
    for name in names_of_organization(organization):
        if found := standing(name, title):
            return {"title": [is_customers(found[0], organization)]}
    for person in people_of(incident):
        if found := [*standing(person, title), *single(person.split(), title)]:
            return {"title": [is_customers(found[0], person)]}
    return {}


def single(names: list[str], title: str) -> list[str]:
    """One name alone is one where it is written as such: Will is somebody, and what will stop is not."""
    return [word for name in names for word in standing(name, title) if not word[0].islower()]


def is_customers(found: str, whose: str) -> str:
    return _(
        "Leave out “%(found)s”: it names the customer (%(whose)s), and the product group reads this title. "
        "If you mean the word and not the name, say it with another word."
    ) % {"found": found, "whose": whose}


def names_of_organization(name: str) -> Iterator[str]:
    """As it is written, and as it is spoken of: without the form of its company."""
    yield name
    words = name.replace(",", " ").split()
    while len(words) > 1 and words[-1].replace(".", "").casefold() in FORMS:
        words.pop()
        yield " ".join(words)


def people_of(incident: Incident) -> list[str]:
    """Who reported it, and the colleagues who follow it, the same at each look."""
    rows = User.objects.filter(Q(pk=incident.customer_id) | Q(follows__incident=incident))
    return list(rows.order_by("name").values_list("name", flat=True).distinct())


def standing(name: str, title: str) -> list[str]:
    """The name, each time that it stands in the title, as it stands there; nothing where it has too few letters."""
    words = plain(name).split()
    if sum(letter.isalpha() for word in words for letter in word) < LEAST:
        return []
    pattern = r"\s+".join(re.escape(word) for word in words)
    return re.findall(rf"(?<!\w){pattern}(?!\w)", plain(title), re.IGNORECASE)


def plain(text: str) -> str:
    """Letters that look the same are the same, and what nobody sees does not part a name."""
    seen = unicodedata.normalize("NFKC", text)
    return "".join(letter for letter in seen if unicodedata.category(letter) != "Cf").strip()
