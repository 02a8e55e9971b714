"""What a floor asks of those above it, which it must not import: by the names of the functions that answer."""

# What `manage.py sweep_clocks` does, as the periodic tasks do; each returns how many were told.
SWEEPS = [
    "incidents.actions.sweep_clocks",
    "incidents.actions.spreading.sweep_knowledge",
    "escalations.actions.sweep_consultations",
    "escalations.actions.sweep_icms",
    "escalations.actions.sweep_csat",
]
# What hears at once, in the same transaction, of an incident that closes.
WHEN_CLOSED = [
    # CSAT requests
    "escalations.actions.csat_sweeping.void_requests_of",
    # The product group in the customer's conversation
    "escalations.actions.consenting.end_with",
]
# Which function of a floor above writes the letter of which kind of record (the outbox does not know what they are).
OUTBOX_LETTERS = {
    "event": "incidents.notices.letter",
    "removal": "incidents.removal_letters.letter",
    "follower": "incidents.following_letters.letter",
    "account": "accounts.letters.letter",
    "escalation": "escalations.notices.letter",
    "pg_code": "escalations.link_letters.code_letter",
    "pg_link": "escalations.link_letters.new_link_letter",
    "meeting": "escalations.meeting_letters.letter",
    "rating": "incidents.rating_letters.letter",
}
# Who answers for guests on customers' mail, by how their keys begin (R37).
GUESTS = {"pg": "escalations.consent"}
