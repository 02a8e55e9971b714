"""What pages send: one form a verb, named after it. The rules about an incident are the actions'; a form only reads."""

from incidents.forms.delegating import (
    DeclineTaskForm,
    DelegateTaskForm,
    FinishTaskForm,
    NameDeputyForm,
    RecallTaskForm,
)
from incidents.forms.fields import (
    VerbForm,
)
from incidents.forms.investigating import (
    RecordCheckForm,
)
from incidents.forms.reporting import (
    OnBehalfForm,
    ReportForm,
)
from incidents.forms.sharing import (
    AddColleagueForm,
    RemoveColleagueForm,
)
from incidents.forms.verbs import (
    AcceptSolutionForm,
    AddNoteForm,
    AssignForm,
    ConfirmProblemForm,
    CorrectProblemForm,
    DiscardForm,
    KeepOpenForm,
    LowerFlagForm,
    PostMessageForm,
    ProposeSolutionForm,
    RaiseFlagForm,
    RejectSolutionForm,
    ReopenForm,
    ReportAppliedForm,
    RespondForm,
    SendUpdateForm,
    StateProblemForm,
    TakeAndRespondForm,
    TransferOwnershipForm,
    WithdrawForm,
    WithdrawSolutionForm,
)
from incidents.forms.waiting import (
    ClearSubstateForm,
    LinkOutageForm,
    MatchProblemForm,
    SetSubstateForm,
    UnlinkOutageForm,
    UnmatchProblemForm,
)

__all__ = [
    "AcceptSolutionForm",
    "AddColleagueForm",
    "AddNoteForm",
    "AssignForm",
    "ClearSubstateForm",
    "ConfirmProblemForm",
    "CorrectProblemForm",
    "DeclineTaskForm",
    "DelegateTaskForm",
    "DiscardForm",
    "FinishTaskForm",
    "KeepOpenForm",
    "LinkOutageForm",
    "LowerFlagForm",
    "MatchProblemForm",
    "NameDeputyForm",
    "OnBehalfForm",
    "PostMessageForm",
    "ProposeSolutionForm",
    "RaiseFlagForm",
    "RecallTaskForm",
    "RecordCheckForm",
    "RejectSolutionForm",
    "RemoveColleagueForm",
    "ReopenForm",
    "ReportAppliedForm",
    "ReportForm",
    "RespondForm",
    "SendUpdateForm",
    "SetSubstateForm",
    "StateProblemForm",
    "TakeAndRespondForm",
    "TransferOwnershipForm",
    "UnlinkOutageForm",
    "UnmatchProblemForm",
    "VerbForm",
    "WithdrawForm",
    "WithdrawSolutionForm",
]
