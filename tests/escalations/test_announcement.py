"""The letter to EM, PMs and the ICM owner, word by word (R40)."""

from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest
from django.core.exceptions import ValidationError

from escalations import actions, announcement, notices
from escalations.models import LetterTemplate, PgMember
from incidents import placeholders
from notifications.letters import Letter, message
from notifications.models import Notification
from tests.escalations.asking import WORDS, again, approved, ask
from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.people import People


def sent(who: str) -> tuple[Notification, Letter]:
    row = Notification.objects.get(verb="mark_csat_impacting", address=f"{who}@product.example")
    letter = notices.letter(row)
    assert letter is not None
    return row, letter


def test_the_subject_is_exactly_this(make_icm: MakeIcm, people: People) -> None:
    icm = make_icm("acknowledged")
    approved(icm, people)

    expected = f"{icm.number} : A CSAT Impacting IcM has been assigned to your component area"
    assert sent("ema")[1].subject == expected
    assert message(*sent("ema")).message()["Subject"] == expected


def test_each_is_written_to_alone_and_reads_that_the_owner_is_in_copy(make_icm: MakeIcm, people: People) -> None:
    approved(make_icm("acknowledged"), people)

    for who in ("ema", "pam", "pia"):
        mail = message(*sent(who))
        assert mail.to == [f"{who}@product.example"]
        assert mail.recipients() == [f"{who}@product.example"]
        assert mail.message()["Cc"] == "Pia Aalto <pia@product.example>"


def test_while_nobody_owns_it_the_copy_names_all_who_may(make_icm: MakeIcm, people: People) -> None:
    approved(make_icm("open"), people)

    copied = message(*sent("ema")).message()["Cc"]
    assert copied == "Pete Ndiaye <pete@product.example>, Pia Aalto <pia@product.example>"


@pytest.mark.parametrize("name", ["Pia Aalto", "Zoë Åberg"])
def test_an_address_in_letters_of_its_own_language_is_named_in_the_copy_too(
    make_icm: MakeIcm, people: People, pg: ProductGroup, name: str
) -> None:
    PgMember.objects.filter(pk=pg.pia.pk).update(email="pia@bücher.example", name=name)
    approved(make_icm("acknowledged"), people)

    copied = message(*sent("ema")).message()["Cc"]
    assert parseaddr(str(make_header(decode_header(copied)))) == (name, "pia@xn--bcher-kva.example")


def test_other_letters_have_no_copy(make_icm: MakeIcm, people: People) -> None:
    approved(make_icm("acknowledged"), people)
    row = Notification.objects.get(verb="approve_csat")
    letter = notices.letter(row)
    assert letter is not None

    assert message(row, letter).message()["Cc"] is None


@pytest.mark.parametrize("part", ["text", "html"])
def test_every_point_is_in_both_parts(make_icm: MakeIcm, people: People, part: str) -> None:
    icm = make_icm("acknowledged")
    approved(icm, people, exceptionally_bad=True, exceptional_because="Their board asks daily.")
    said = " ".join(getattr(sent("ema")[1], part).split())

    for point in (
        *("[CSAT Impacting] Output stops after scaling to 12 units", icm.number, icm.incidents[0].number),
        *("Eva Novak", "Sam Okoye", "Ema Kral", "Pam Reyes", "Pia Aalto", "Frustrated, still constructive"),
        *(WORDS["why"], WORDS["prevention"], "Their board asks daily.", "reviewed at shiproom"),
        *("brought into the customer", "by design", "empathy", "insight", f"Open {icm.number}"),
    ):
        assert str(point) in said, point
    assert "{" not in sent("ema")[1].text, "a name in braces that nobody filled"


def test_it_does_not_say_who_the_customer_is(make_icm: MakeIcm, people: People) -> None:
    approved(make_icm("acknowledged"), people)

    for part in (sent("ema")[1].text, sent("ema")[1].html):
        assert not {"Contoso", "Ada", "Lindqvist", "contoso.example"} & set(part.replace("<", " ").split())
        assert "Contoso" not in part


def test_what_the_sme_saw_is_what_goes_out(make_icm: MakeIcm, people: People) -> None:
    request = ask(make_icm("acknowledged"), people)
    seen = announcement.preview(again(request), people.sam)
    actions.approve_csat(again(request), by=people.sam)
    LetterTemplate.objects.create(key="csat_impacting", body="Changed a second later, {names}.")
    _row, letter = sent("ema")

    assert seen.subject == letter.subject
    assert [(member.name) for member in (*seen.to, *seen.copied)] == ["Ema Kral", "Pam Reyes", "Pia Aalto"]
    assert "Changed a second later" not in letter.text
    for name, value in seen.facts:
        assert f"{name}: {value}" in letter.text


def test_an_installation_has_its_own_words_with_a_version(make_icm: MakeIcm, people: People) -> None:
    LetterTemplate.objects.create(key="csat_impacting", body="Dear {names}, look at {icm_number}.", version=3)
    icm = make_icm("acknowledged")
    approved(icm, people)

    assert f"Dear Ema, Pam, look at {icm.number}." in sent("ema")[1].text
    assert icm.history.get(verb="mark_csat_impacting").data["template"] == 3


def test_the_words_that_come_with_it_leave_nothing_open(db: None) -> None:
    template = LetterTemplate.current(LetterTemplate.Key.CSAT_IMPACTING)
    template.clean()

    assert template.version == 0
    assert placeholders.BRACED.findall(placeholders.filled(template.body, LetterTemplate.EXAMPLE)) == []
    assert "Ema, Pam" in template.preview


def test_a_name_that_stands_for_nothing_is_refused() -> None:
    with pytest.raises(ValidationError, match="customer_name"):
        LetterTemplate(key="csat_impacting", body="Dear {customer_name}").clean()


def test_who_left_meanwhile_gets_none(make_icm: MakeIcm, people: People) -> None:
    approved(make_icm("acknowledged"), people)
    row = Notification.objects.get(verb="mark_csat_impacting", address="ema@product.example")
    from_directory = row.recipient_key.removeprefix("pg:")
    PgMember.objects.filter(pk=from_directory).update(is_active=False)

    assert notices.letter(row) is None


@pytest.mark.parametrize(
    "verb", ["request_csat", "approve_csat", "decline_csat", "ask_for_more", "discuss_csat", "revise_csat", "end_csat"]
)
def test_our_own_letters_say_what_it_is_about(make_icm: MakeIcm, people: People, verb: str) -> None:
    request = ask(make_icm("acknowledged"), people)
    match verb:
        case "approve_csat" | "end_csat":
            actions.approve_csat(request, by=people.sam, comment="Ring them.")
            if verb == "end_csat":
                actions.end_csat(again(request), by=people.mia, reason="Over.")
        case "decline_csat":
            actions.decline_csat(request, by=people.sam, reason="They are content.")
        case "ask_for_more" | "discuss_csat":
            getattr(actions, verb)(request, by=people.sam, body="Who says so?")
        case "revise_csat":
            actions.revise_csat(request, by=people.eva, **WORDS)
    row = Notification.objects.filter(verb=verb).earliest("pk")
    letter = notices.letter(row)
    assert letter is not None

    assert request.incident.number in letter.subject
    assert len(letter.subject) < 70
    assert f"/workspace/approvals/csat/{request.number}/" in letter.text
    assert f"/workspace/approvals/csat/{request.number}/" in letter.html
    assert request.incident.title in letter.text
