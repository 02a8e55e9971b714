"""Who follows an incident that is not theirs: what they see, by every door, and what they never do (R2, R17)."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Organization, User
from incidents import actions, search
from incidents.actions.sharing import NOBODY
from incidents.models import Attachment, Incident
from tests.aftermath import everything, last_event, verbs
from tests.incidents.api.conftest import Tool
from tests.people import People

INNER = "The lease of partition 7 is stuck"


@pytest.fixture
def shared(working: Incident, people: People) -> Incident:
    """Bob follows it; there are words and a file of either kind."""
    actions.send_update(working, by=people.eva, body="We look.", files=[SimpleUploadedFile("ours.log", b"Stopped.")])
    actions.add_note(working, by=people.eva, body=INNER, files=[SimpleUploadedFile("inner.log", b"A lease.")])
    return actions.add_colleague(working, by=people.ada, colleague=people.bob)


def page(who: User, path: str) -> Any:
    client = Client()
    client.force_login(who)
    return client.get(path)


def send(who: User, incident: Incident, verb: str, **words: Any) -> Any:
    client = Client()
    client.force_login(who)
    place = "workspace" if who.is_support else "portal"
    return client.post(f"/{place}/incidents/{incident.number}/{verb}/", words)


def moved(people: People) -> User:
    fabrikam = Organization.objects.get(name="Fabrikam")
    User.objects.filter(pk=people.bob.pk).update(organization=fabrikam)
    return User.objects.get(pk=people.bob.pk)


# --- Seeing -----------------------------------------------------------------------------------------------------------


def test_it_stands_under_what_is_shared_with_them(shared: Incident, people: People) -> None:
    home = page(people.bob, "/portal/").content.decode()

    assert "Shared with you" in home
    assert home.index("Shared with you") < home.index(shared.number)
    assert "Shared with you" not in page(people.ada, "/portal/").content.decode()
    assert "Shared with you" not in page(people.lead, "/portal/").content.decode()


def test_what_waits_for_the_customer_does_not_wait_for_a_colleague(shared: Incident, people: People) -> None:
    actions.propose_solution(shared, by=people.eva, kind="workaround", body="Scale to 12 units.")

    assert "proposed a solution" in page(people.ada, "/portal/").content.decode()
    assert "proposed a solution" not in page(people.bob, "/portal/").content.decode()
    assert shared.number not in page(people.bob, "/portal/incidents/?state=needs-you").content.decode()
    assert shared.number in page(people.bob, "/portal/incidents/").content.decode()


def test_its_page_shows_public_words_and_no_decision(shared: Incident, people: People) -> None:
    actions.state_problem(shared, by=people.eva, body="Nothing is written.")
    actions.propose_solution(shared, by=people.eva, kind="workaround", body="Scale to 12 units.")
    seen = page(people.bob, f"/portal/incidents/{shared.number}/").content.decode()

    assert "We look." in seen
    assert "ours.log" in seen
    assert "Stop following" in seen
    assert "Ada Lindqvist shares this with you" in seen
    for hidden in (
        INNER,
        "inner.log",
        "It works, and we are done",
        "Yes, that is it",
        "Add a colleague",
        "accept-solution",
    ):
        assert hidden not in seen


def test_files_are_theirs_as_far_as_words_are(shared: Incident, people: People) -> None:
    keys = {file.name: file.key for file in Attachment.objects.all()}

    mine = page(people.bob, f"/portal/attachments/{keys['ours.log']}/ours.log")
    assert (mine.status_code, b"".join(mine.streaming_content)) == (200, b"Stopped.")
    assert page(people.bob, f"/portal/attachments/{keys['inner.log']}/inner.log").status_code == 404
    assert page(people.max, f"/portal/attachments/{keys['ours.log']}/ours.log").status_code == 404


def test_search_finds_it_for_them_and_for_nobody_else(shared: Incident, people: People, make: Any) -> None:
    make("new", title="Output stops elsewhere")

    def found(who: User, words: str) -> list[int]:
        return [hit.record.pk for hit in search.search(who, words, kinds=["incident"])]

    assert found(people.bob, "output scaling") == [shared.pk]
    assert found(people.bob, "output") == [shared.pk], "Ada's other one is not shared"
    assert found(people.bob, "partition") == []
    assert found(people.max, "output") == []
    assert found(moved(people), "output") == []


def test_tools_read_it_as_far_as_pages_do(shared: Incident, people: People) -> None:
    bob = Tool(people.bob)

    assert [row["number"] for row in bob.get("incidents/").json()["results"]] == [shared.number]
    assert bob.read(shared)["available_actions"] == ["remove-colleague"]
    assert bob.read(shared)["colleagues"] == ["Bob Ekman"]
    assert Tool(people.eva).read(shared)["colleagues"] == ["bob@contoso.example"]
    said = bob.read(shared, "messages/")["results"]
    assert [(message["body"], [file["name"] for file in message["attachments"]]) for message in said][1:] == [
        ("We look.", ["ours.log"])
    ]
    theirs = Tool(people.eva).read(shared, "messages/")["results"]
    assert [file["name"] for message in theirs for file in message["attachments"]] == ["ours.log", "inner.log"]
    line = bob.read(shared, "timeline/")["results"][-1]
    assert (line["verb"], line["data"]) == ("add_colleague", {"colleague": "Bob Ekman"})
    assert bob.get("incidents/", {"search": "partition"}).json()["results"] == []


@pytest.mark.parametrize("how", ["moved", "deactivated", "removed"])
def test_who_is_no_colleague_any_more_sees_nothing_at_once(shared: Incident, people: People, how: str) -> None:
    client, tool = Client(), Tool(people.bob)
    client.force_login(people.bob)
    path = f"/portal/incidents/{shared.number}/"
    assert client.get(path).status_code == 200
    if how == "moved":
        moved(people)
    if how == "deactivated":
        User.objects.filter(pk=people.bob.pk).update(is_active=False)
    if how == "removed":
        actions.remove_colleague(shared, by=people.ada, colleague=people.bob)

    assert client.get(path).status_code == (302 if how == "deactivated" else 404)
    assert tool.get(f"incidents/{shared.number}/").status_code == (401 if how == "deactivated" else 404)


# --- Sharing by pages and tools ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["ada", "lead", "eva"])
def test_a_page_adds_them_by_address(working: Incident, people: People, who: str) -> None:
    answer = send(people.by_name(who), working, "add-colleague", colleague=" Bob@Contoso.example ")

    assert answer.status_code == 302
    assert [row.user for row in working.colleagues.all()] == [people.bob]


@pytest.mark.parametrize(
    "address", ["max@fabrikam.example", "eva@relief.example", "nobody@else.example", "gone@relief.example"]
)
@pytest.mark.parametrize("who", ["ada", "eva"])
def test_of_others_the_answer_tells_nothing(working: Incident, people: People, address: str, who: str) -> None:
    before = everything()
    answer = send(people.by_name(who), working, "add-colleague", colleague=address)

    assert answer.status_code == 422
    assert str(NOBODY) in answer.content.decode()
    assert address in answer.content.decode()
    assert everything() == before
    tool = Tool(people.by_name(who)).act(working, "add-colleague", {"colleague": address})
    assert (tool.status_code, tool.json()["errors"]) == (400, {"colleague": [str(NOBODY)]})


def test_who_stops_following_is_led_home(shared: Incident, people: People) -> None:
    answer = send(people.bob, shared, "remove-colleague", colleague="bob@contoso.example")

    assert (answer.status_code, answer["Location"]) == (302, "/portal/")
    assert not shared.colleagues.exists()


def test_who_shares_it_takes_it_back(shared: Incident, people: People) -> None:
    answer = send(people.ada, shared, "remove-colleague", colleague="bob@contoso.example")

    assert answer["Location"] == f"/portal/incidents/{shared.number}/"
    assert last_event(shared).verb == "remove_colleague"


def test_a_colleague_takes_nobody_out(shared: Incident, people: People) -> None:
    actions.add_colleague(shared, by=people.ada, colleague=people.lead)
    before = everything()

    assert send(people.bob, shared, "remove-colleague", colleague="lead@contoso.example").status_code == 403
    assert everything() == before


@pytest.mark.parametrize("verb", ["accept-solution", "reject-solution", "keep-open", "withdraw", "add-colleague"])
def test_a_colleague_who_decides_is_refused_with_a_reason(shared: Incident, people: People, verb: str) -> None:
    actions.propose_solution(shared, by=people.eva, kind="workaround", body="Scale to 12 units.")
    before = everything()
    answer = send(people.bob, shared, verb, solution=shared.solutions.get().pk, reason="No.", colleague="x@y.example")

    assert answer.status_code == 403
    assert "Ada Lindqvist" in answer.content.decode()
    assert Tool(people.bob).act(shared, verb, {}).status_code == 403
    assert everything() == before


def test_a_colleague_writes_with_files(shared: Incident, people: People) -> None:
    files = [SimpleUploadedFile("mine.log", b"Stopped too.")]
    answer = send(people.bob, shared, "post-message", body="Here as well.", files=files)

    assert answer.status_code == 302
    assert (last_event(shared).verb, last_event(shared).by) == ("post_message", people.bob)
    assert Attachment.objects.get(name="mine.log").visibility == "public"
    assert Tool(people.bob).post(f"incidents/{shared.number}/messages/", {"body": "And by tool."}).status_code == 201


def test_closed_refuses_sharing_at_every_door(proposed: Incident, people: People) -> None:
    actions.add_colleague(proposed, by=people.ada, colleague=people.bob)
    actions.accept_solution(proposed, by=people.ada)
    before = everything()
    for who, verb, address in (("ada", "add", "lead"), ("ada", "remove", "bob"), ("bob", "remove", "bob")):
        words = {"colleague": f"{address}@contoso.example"}
        assert send(people.by_name(who), proposed, f"{verb}-colleague", **words).status_code == 409
        assert Tool(people.by_name(who)).act(proposed, f"{verb}-colleague", words).status_code == 409
    assert everything() == before
    assert verbs(proposed)[-1] == "accept_solution"


# --- Files with the customer's answers --------------------------------------------------------------------------------


def test_what_is_different_comes_with_files(working: Incident, people: People) -> None:
    incident = actions.state_problem(working, by=people.eva, body="Nothing is written.")
    files = [SimpleUploadedFile("different.log", b"Some is.")]
    answer = send(people.ada, incident, "correct-problem", body="Some is.", files=files)

    assert answer.status_code == 302
    file = Attachment.objects.get()
    assert (file.name, file.visibility, file.event.verb) == ("different.log", "public", "correct_problem")


def test_what_does_not_work_comes_with_files(proposed: Incident, people: People) -> None:
    files = [SimpleUploadedFile("stalls.log", b"It stalls.")]
    solution = proposed.solutions.get().pk
    answer = send(people.ada, proposed, "reject-solution", reason="It stalls.", solution=solution, files=files)

    assert answer.status_code == 302
    assert Attachment.objects.get().event.verb == "reject_solution"


def test_a_file_that_is_refused_rejects_nothing(proposed: Incident, people: People, settings: Any) -> None:
    settings.ATTACHMENT_MB = 0
    before = everything()
    files = [SimpleUploadedFile("stalls.log", b"It stalls.")]
    answer = send(
        people.ada, proposed, "reject-solution", reason="It stalls.", solution=proposed.solutions.get().pk, files=files
    )

    assert answer.status_code == 422
    assert "It stalls." in answer.content.decode()
    assert everything() == before
