"""The workspace's addresses: lists, one incident, and one address for each thing done to it."""

from django.urls import path

from incidents.views.attachments import workspace_attachment
from incidents.views.drafting import workspace_draft, workspace_report_draft
from incidents.views.workspace import known, saved_views
from incidents.views.workspace.bulk import bulk, bulk_assign
from incidents.views.workspace.calendars import calendar, calendars, change_calendar
from incidents.views.workspace.clocks import explain_clocks
from incidents.views.workspace.exceptions import discarded, reopened
from incidents.views.workspace.following import follow_area, following, unfollow_area
from incidents.views.workspace.incident import incident
from incidents.views.workspace.inserting import insert_words
from incidents.views.workspace.investigation import investigation, record_check
from incidents.views.workspace.jump import jump
from incidents.views.workspace.letters import letters, retry_letter
from incidents.views.workspace.ownership import ownership
from incidents.views.workspace.queue import all_incidents, queue
from incidents.views.workspace.reporting import report_for_customer
from incidents.views.workspace.search import search
from incidents.views.workspace.sharing import add_colleague, remove_colleague
from incidents.views.workspace.similar import similar
from incidents.views.workspace.solution import propose_solution
from incidents.views.workspace.tasks import decline_task, delegate_task, finish_task, my_tasks, recall_task
from incidents.views.workspace.verbs import (
    add_note,
    assign,
    discard,
    lower_flag,
    name_deputy,
    raise_flag,
    reopen,
    respond,
    send_update,
    state_problem,
    take_and_respond,
    transfer_ownership,
    withdraw_solution,
)
from incidents.views.workspace.waiting import (
    clear_substate,
    link_outage,
    match_problem,
    set_substate,
    unlink_outage,
    unmatch_problem,
)

app_name = "workspace"
ONE = "incidents/<str:number>/"

urlpatterns = [
    *known.urls(),
    path("", queue, name="queue"),
    path("queue/<slug:view>/", queue, name="queue"),
    # Views of the queue that people keep
    path("queue/saved/save/", saved_views.save, name="save_view"),
    path("queue/saved/<int:pk>/", saved_views.saved_view, name="saved_view"),
    path("queue/saved/<int:pk>/rename/", saved_views.rename, name="rename_view"),
    path("queue/saved/<int:pk>/delete/", saved_views.delete, name="delete_view"),
    path("search/", search, name="search"),
    path("jump/", jump, name="jump"),
    path("letters/", letters, name="letters"),
    path("letters/<int:pk>/retry/", retry_letter, name="retry_letter"),
    path("calendars/", calendars, name="calendars"),
    path("calendars/<int:pk>/", calendar, name="calendar"),
    path("calendars/<int:pk>/change-calendar/", change_calendar, name="change_calendar"),
    path("incidents/", all_incidents, name="all_incidents"),
    path("incidents/new/", report_for_customer, name="report_for_customer"),
    path(ONE, incident, name="incident"),
    path(f"{ONE}similar/", similar, name="similar"),
    path(f"{ONE}clocks/", explain_clocks, name="explain_clocks"),
    path(f"{ONE}assign/", assign, name="assign"),
    path(f"{ONE}take-and-respond/", take_and_respond, name="take_and_respond"),
    path(f"{ONE}respond/", respond, name="respond"),
    path(f"{ONE}send-update/", send_update, name="send_update"),
    path(f"{ONE}add-note/", add_note, name="add_note"),
    path(f"{ONE}state-problem/", state_problem, name="state_problem"),
    path(f"{ONE}propose-solution/", propose_solution, name="propose_solution"),
    path(f"{ONE}withdraw-solution/", withdraw_solution, name="withdraw_solution"),
    path(f"{ONE}raise-flag/", raise_flag, name="raise_flag"),
    path(f"{ONE}lower-flag/", lower_flag, name="lower_flag"),
    path(f"{ONE}discard/", discard, name="discard"),
    path(f"{ONE}transfer-ownership/", transfer_ownership, name="transfer_ownership"),
    path(f"{ONE}name-deputy/", name_deputy, name="name_deputy"),
    path(f"{ONE}reopen/", reopen, name="reopen"),
    path("attachments/<slug:key>/<str:name>", workspace_attachment, name="attachment"),
    # What managers look after
    path("ownership/", ownership, name="ownership"),
    path("discarded/", discarded, name="discarded"),
    path("reopened/", reopened, name="reopened"),
    # Delegated tasks
    path("tasks/", my_tasks, name="my_tasks"),
    path(f"{ONE}tasks/delegate/", delegate_task, name="delegate_task"),
    path(f"{ONE}tasks/<int:task>/finish/", finish_task, name="finish_task"),
    path(f"{ONE}tasks/<int:task>/decline/", decline_task, name="decline_task"),
    # Assigning several at once
    path("bulk/", bulk, name="bulk"),
    path("bulk/assign/", bulk_assign, name="bulk_assign"),
    path(f"{ONE}tasks/<int:task>/recall/", recall_task, name="recall_task"),
    # The initial investigation
    path(f"{ONE}investigation/", investigation, name="investigation"),
    path(f"{ONE}record-check/", record_check, name="record_check"),
    # Whoever follows an area hears of calls for help there
    path("following/", following, name="following"),
    path("following/<slug:area>/follow-area/", follow_area, name="follow_area"),
    path("following/<slug:area>/unfollow-area/", unfollow_area, name="unfollow_area"),
    # Colleagues of the customer
    path(f"{ONE}add-colleague/", add_colleague, name="add_colleague"),
    path(f"{ONE}remove-colleague/", remove_colleague, name="remove_colleague"),
    # Templates and known errors
    path(f"{ONE}insert/<slug:verb>/", insert_words, name="insert_words"),
    # What it waits for, what hit it, what it tells of
    path(f"{ONE}set-substate/", set_substate, name="set_substate"),
    path(f"{ONE}clear-substate/", clear_substate, name="clear_substate"),
    path(f"{ONE}match-problem/", match_problem, name="match_problem"),
    path(f"{ONE}unmatch-problem/", unmatch_problem, name="unmatch_problem"),
    path(f"{ONE}link-outage/", link_outage, name="link_outage"),
    path(f"{ONE}unlink-outage/", unlink_outage, name="unlink_outage"),
    # What is still being written
    path("drafts/report-for-customer/", workspace_report_draft, name="report_draft"),
    path(f"{ONE}drafts/<slug:form>/", workspace_draft, name="draft"),
]
