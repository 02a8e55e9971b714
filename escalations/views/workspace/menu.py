"""What the workspace's menu counts of this floor, in one query however many it is."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from escalations.models import Consultation, Icm
from escalations.policy import may_answer_calls
from escalations.views.workspace.assistance_rows import calls
from incidents.views.workspace.door import counted

# Name in the menu -> the rows that want somebody of the support team.
COUNTS: dict[str, Callable[[User], "QuerySet[Any]"]] = {
    "consultations": Consultation.objects.to_be_answered_by,
    "icms": lambda user: Icm.objects.visible_to(user).waiting_for_support(),
}


def counts(user: User) -> dict[str, str]:
    wanted = {**COUNTS, **({"assistance": calls} if may_answer_calls(user) else {})}
    return counted(user, {name: rows(user) for name, rows in wanted.items()})
