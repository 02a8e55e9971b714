"""What can come of one try to send a letter."""

from dataclasses import dataclass
from enum import Enum, auto

from notifications.masking import masked
from notifications.models import Attempt

Phase = Attempt.Phase


class Verdict(Enum):
    """What the end of a try means for the letter and for the channel."""

    SENT = auto()
    LATER = auto()  # a passing fault of this letter: the try counts
    REFUSED = auto()  # this address or this content will never be taken
    UNKNOWN = auto()  # it may have been accepted and nobody heard: the try counts, the next bears the same Message-ID
    SERVER_AWAY = auto()  # the try does not count
    CHANNEL_BROKEN = auto()  # no letter could leave: the try does not count, and none is made until a probe succeeds
    SUPPRESSED = auto()  # the right to it lapsed between the event and now
    MISRENDERED = auto()  # it could not be composed: three tries


@dataclass(frozen=True)
class Outcome:
    """How one try ended; `code` is 0 when the server said nothing."""

    verdict: Verdict
    phase: Phase
    code: int = 0
    words: str = ""

    def __post_init__(self) -> None:
        """A server may quote what it refuses: it is kept without the secret of a link."""
        object.__setattr__(self, "words", masked(self.words))

    def __str__(self) -> str:
        return " ".join(str(part) for part in (self.phase, self.code or "", self.words) if part)

    @property
    def is_of_the_channel(self) -> bool:
        """Whether it tells against the server: silence, or the farewell of one that shuts down."""
        told_nothing = self.verdict in {Verdict.LATER, Verdict.UNKNOWN} and self.code in {0, 421}
        return told_nothing or self.verdict is Verdict.SERVER_AWAY

    @property
    def is_of_the_letter(self) -> bool:
        """Whether the server was never asked."""
        return self.verdict in {Verdict.SUPPRESSED, Verdict.MISRENDERED}
