"""Who may, and which rows: one policy answers both, and its default is no (R1, R2, T14)."""

import pytest

from accounts.acting import NotPossible, require
from accounts.actions import deactivate
from accounts.models import User
from incidents import actions
from incidents.models import Incident
from incidents.policy import FLAG_RULES, RULES, may_open, sees_internal, visible_to
from tests.aftermath import refused
from tests.kinds import KINDS, SUPPORT
from tests.people import People

# Of an incident of Ada's and one of Max's: which of them exist for whom.
SEES = {
    "ada": "ada",
    "lead": "ada",
    "bob": "",
    "max": "max",
    "eva": "ada max",
    "eli": "ada max",
    "sen": "ada max",
    "sam": "ada max",
    "mia": "ada max",
    "root": "",
    "gone": "",
}


def seen_by(user: User | None) -> set[str]:
    rows = Incident.objects.visible_to(user).values_list("customer__email", flat=True)
    return {email.partition("@")[0] for email in rows}


@pytest.mark.parametrize("name", KINDS)
def test_each_sees_their_own_and_no_more(people: People, name: str) -> None:
    for customer in (people.ada, people.max):
        actions.open_incident(by=customer, title="Output stops", description="Since 09:40.", severity=3)

    assert seen_by(people.by_name(name)) == set(SEES[name].split())


def test_a_lead_of_another_organisation_sees_nothing_of_ours(new: Incident, people: People) -> None:
    User.objects.filter(pk=people.max.pk).update(is_lead=True)

    max_ = User.objects.get(pk=people.max.pk)
    assert seen_by(max_) == set()
    assert new.verbs_for(max_) == []


def test_nobody_sees_nothing_and_may_nothing(new: Incident) -> None:
    assert seen_by(None) == set()
    assert not any(rule(None, new) for rule in [*RULES.values(), *FLAG_RULES.values()])
    assert not may_open(None)
    assert not sees_internal(None)


@pytest.mark.parametrize("name", KINDS)
def test_internal_words_are_the_support_teams(people: People, name: str) -> None:
    assert sees_internal(people.by_name(name)) is (name in SUPPORT)


@pytest.mark.parametrize("name", KINDS)
def test_who_may_report(people: People, name: str) -> None:
    assert may_open(people.by_name(name)) is (name not in {"root", "gone"})


@pytest.mark.parametrize("name", ["ada", "lead", "eva", "mia"])
def test_who_is_deactivated_may_nothing_and_sees_nothing(working: Incident, people: People, name: str) -> None:
    person = people.by_name(name)
    assert working.verbs_for(person)
    deactivate(person)

    assert working.verbs_for(person) == []
    assert seen_by(person) == set()
    assert not any(rule(person, working) for rule in FLAG_RULES.values())


def test_an_owner_who_became_something_else_owns_no_verbs(working: Incident, people: People) -> None:
    people.eva.role = User.Role.ADMINISTRATOR
    people.eva.save()

    assert working.verbs_for(people.eva) == []


def test_a_manager_who_owns_it_has_the_owners_verbs_too(new: Incident, people: People) -> None:
    incident = actions.assign(new, by=people.mia, owner=people.mia)

    assert {"respond", "transfer_ownership"} <= set(incident.verbs_for(people.mia))
    assert "respond" not in incident.verbs_for(people.eva)


def test_an_unknown_verb_is_an_error_and_no_permission(new: Incident, people: People) -> None:
    with pytest.raises(KeyError):
        require(RULES, "delete_everything", new, people.mia)


def test_what_is_visible_is_asked_of_the_database(people: People) -> None:
    """A filter, not a list in memory: it can be joined, counted and paged."""
    assert Incident.objects.filter(visible_to(people.lead)).query.where


def test_every_refusal_is_a_sentence_for_the_person(new: Incident, people: People) -> None:
    for rule in [*RULES.values(), *FLAG_RULES.values()]:
        sentence = rule.why(new)
        assert sentence.endswith(".")
        assert "%" not in sentence


@pytest.mark.parametrize("number", ["", "INC-", "1", "INC-0", "INC-9999999999999", "INC-١", "INC-1000001x", "x"])
def test_what_is_no_number_of_ours_matches_nothing(new: Incident, people: People, number: str) -> None:
    assert not Incident.objects.numbered(number).exists()


@pytest.mark.parametrize("shape", ["{}", "inc-{}"])
def test_a_number_is_read_with_and_without_its_prefix(new: Incident, shape: str) -> None:
    digits = new.number.removeprefix("INC-")

    assert Incident.objects.numbered(shape.format(digits)).get() == new


def test_the_helper_of_these_tests_can_fail(new: Incident, people: People) -> None:
    def half_refused() -> None:
        with refused(NotPossible):
            actions.add_note(new, by=people.eva, body="This changes something.")
            raise NotPossible("Not now.")

    with pytest.raises(AssertionError):
        half_refused()
