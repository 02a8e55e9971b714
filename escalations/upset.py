"""Words by which somebody shows that they are upset: a short list of ours, whole words in whatever case (R38)."""

import re

# Said of how it goes, not of what is broken: “fails” and “error” are in every report.
UPSET = (
    *("angry", "furious", "livid", "upset", "annoyed", "annoying", "fed up", "frustrated", "frustrating"),
    *("disappointed", "disappointing", "unhappy", "dissatisfied", "unacceptable", "inacceptable", "intolerable"),
    *("ridiculous", "outrageous", "disgraceful", "appalling", "pathetic", "useless", "incompetent", "nightmare"),
    *("waste of time", "wasting our time", "wasting my time", "losing patience", "lost patience", "out of patience"),
    *("had enough", "sick of", "tired of", "no one answers", "nobody answers", "nobody cares", "still waiting"),
    *("still no answer", "no response", "escalate", "complaint", "your manager", "lawyer", "legal action"),
    *("cancel our contract", "cancel the contract", "refund", "switch to", "competitor", "never again"),
)
WHOLE = re.compile(
    r"(?<!\w)(" + "|".join(map(re.escape, sorted(UPSET, key=len, reverse=True))) + r")(?!\w)", re.IGNORECASE
)
BLANKS = re.compile(r"\s+")


def upset_in(text: str) -> list[str]:
    """The words of the list that stand in a text, each once, as the list has them."""
    found = (match.group(1).lower() for match in WHOLE.finditer(BLANKS.sub(" ", text)))
    return list(dict.fromkeys(found))
