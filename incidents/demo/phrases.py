"""The message templates of the demo world: what its team writes again and again."""

from incidents.models import MessageTemplate

Audience = MessageTemplate.Audience
PHRASES = (
    (
        "First answer: we take it on",
        Audience.PUBLIC,
        "Hello {first_name},\n\nI have read {number} and it stays with me until it is solved. What I do first: I "
        "read the diagnostics of the job and compare them with the hour before.\n\nBest regards,\n{owner}",
    ),
    (
        "Ask for the job's log",
        Audience.PUBLIC,
        "Hello {first_name},\n\ncould you send us the log of the job from ten minutes before it stopped until now? "
        "In the portal you find it under *Diagnostics*, *Download*.\n\n{owner}",
    ),
    (
        "This is known",
        Audience.PUBLIC,
        "Hello {first_name},\n\nwhat you see is known to us: {known_error}. Below is what keeps others working until "
        "the cause is gone.\n\n{owner}",
    ),
    (
        "What was checked",
        Audience.INTERNAL,
        "**{number}, {organization}**\n\n- diagnostics: \n- guides followed: \n- similar incidents: \n- outage: ",
    ),
    (
        "Restart from the last output",
        Audience.SOLUTION,
        "### What to do\n1. Stop the job and wait until its state says *stopped*.\n2. Start it with “from the last "
        "output”.\n\n### How long it takes\nAbout five minutes; no event is lost.\n\n### How to undo it\nThere is "
        "nothing to undo.",
    ),
)


def keep_phrases() -> None:
    for name, audience, body in PHRASES:
        template = MessageTemplate(name=name, audience=audience, body=body)
        template.full_clean()
        template.save()
