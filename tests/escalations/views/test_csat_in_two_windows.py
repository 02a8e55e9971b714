"""What one SME decides while another still writes: nothing is decided twice, and no word is lost (R39)."""

from typing import Any

from incidents.models import Incident
from tests.aftermath import everything
from tests.escalations.asking import asked_about
from tests.escalations.conftest import ProductGroup
from tests.escalations.views.test_workspace_csat import at_work, decision, place
from tests.people import People

__all__ = ["at_work"]  # a fixture


def test_what_comes_too_late_gives_the_words_back_and_no_code_of_the_page(
    at_work: Any, working: Incident, people: People, pg: ProductGroup
) -> None:
    request = asked_about(working, people)
    older = decision(request, words="Let us wait a day.")
    at_work("sam").post(place(request, "approve-csat"), decision(request))
    before = everything()

    answer = at_work("sam").post(place(request, "decline-csat"), older)
    shown = answer.content.decode()

    assert answer.status_code == 409
    assert "Let us wait a day." in shown
    assert older["text"] not in shown
    assert everything() == before
