"""Small numbers in words, for headlines that are read aloud."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

WORDS = (
    *(gettext_lazy("no"), gettext_lazy("one"), gettext_lazy("two"), gettext_lazy("three"), gettext_lazy("four")),
    *(gettext_lazy("five"), gettext_lazy("six"), gettext_lazy("seven"), gettext_lazy("eight"), gettext_lazy("nine")),
    *(gettext_lazy("ten"), gettext_lazy("eleven"), gettext_lazy("twelve")),
)


def in_words(count: int) -> str:
    """ "three"; beyond twelve, digits."""
    return str(WORDS[count]) if 0 <= count < len(WORDS) else _("%(count)d") % {"count": count}
