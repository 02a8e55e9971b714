"""The customers' door: their problems, the report form, one problem's page, and a view for each thing they can do."""

from incidents.views.portal.answers import (
    accept_solution,
    confirm_problem,
    correct_problem,
    keep_open,
    post_message,
    reject_solution,
    report_applied,
    withdraw,
)
from incidents.views.portal.incident import incident
from incidents.views.portal.known import follow_problem, known_problem, known_problems, unfollow_problem
from incidents.views.portal.lists import home, incidents
from incidents.views.portal.report import report, reported
from incidents.views.portal.sharing import add_colleague, remove_colleague
from incidents.views.portal.suggest import suggest

__all__ = [
    "accept_solution",
    "add_colleague",
    "confirm_problem",
    "correct_problem",
    "follow_problem",
    "home",
    "incident",
    "incidents",
    "keep_open",
    "known_problem",
    "known_problems",
    "post_message",
    "reject_solution",
    "remove_colleague",
    "report",
    "report_applied",
    "reported",
    "suggest",
    "unfollow_problem",
    "withdraw",
]
