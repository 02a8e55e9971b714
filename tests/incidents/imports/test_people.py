"""What an import needs is there whole or not at all, and is never somebody else's."""

import pytest

from accounts.models import Calendar, CalendarVersion, Organization, PlanVersion, Region, SupportPlan, User
from incidents.imports import people

KINDS = (Calendar, CalendarVersion, SupportPlan, PlanVersion, Region, Organization, User)


def counts() -> list[int]:
    return [kind._default_manager.count() for kind in KINDS]


class Killed(BaseException):
    """What no handler of errors catches, as nothing catches a kill."""


def killed(*given: object, **more: object) -> None:
    raise Killed


@pytest.mark.parametrize("kind", [CalendarVersion, SupportPlan, PlanVersion, Region, Organization, User])
def test_a_kill_before_the_last_of_them_leaves_none(db: None, monkeypatch: pytest.MonkeyPatch, kind: type) -> None:
    before = counts()
    monkeypatch.setattr(kind, "save", killed)
    with pytest.raises(Killed):
        people.settle()
    assert counts() == before


def test_what_is_there_is_found_again(db: None) -> None:
    first, before = people.settle(), counts()
    again = people.settle()
    assert counts() == before
    assert (again.customer, again.plan, again.calendar) == (first.customer, first.plan, first.calendar)


def refused(words: str) -> None:
    before = counts()
    with pytest.raises(people.NotOurs, match=words):
        people.settle()
    assert counts() == before


@pytest.mark.parametrize("promises", [{"response": people.RELIEF}, {"relief": people.RESPONSE}])
def test_a_plan_that_promises_something_else_is_not_ours(db: None, promises: dict[str, dict[str, int]]) -> None:
    calendar = people.settled_calendar().calendar
    kept = {"response": people.RESPONSE, "relief": people.RELIEF} | promises
    PlanVersion.objects.create(plan=SupportPlan.objects.create(name=people.NAME), number=1, calendar=calendar, **kept)
    refused("promises something else")


def test_a_plan_that_counts_by_another_calendar_is_not_ours(db: None) -> None:
    PlanVersion.objects.create(
        plan=SupportPlan.objects.create(name=people.NAME),
        number=1,
        calendar=Calendar.objects.create(name="Office"),
        response=people.RESPONSE,
        relief=people.RELIEF,
    )
    refused("counts by another calendar")


def test_an_organisation_with_another_plan_is_not_ours(db: None) -> None:
    Organization.objects.create(
        name=people.NAME,
        region=Region.objects.create(name="North", slug="north"),
        plan=SupportPlan.objects.create(name="Gold"),
    )
    refused("another support plan")
