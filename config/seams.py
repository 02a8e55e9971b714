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
    # Questions that nobody needs the answer to any more
    "escalations.actions.waiting.end_questions_of",
    # CSAT requests
    "escalations.actions.csat_sweeping.void_requests_of",
    # The product group in the customer's conversation
    "escalations.actions.consenting.end_with",
    # What was being written above the incidents
    "escalations.actions.keeping.forget_words_about",
]
# What hears at once, in the same transaction, that an open incident's time is counted by other hours from now on: its
# severity has changed, or its calendar. Each is called with the incident, the moment, and the hours before.
WHEN_HOURS_CHANGE = [
    "escalations.actions.recounting.recount_rungs",
]
# What is in the product group's hands, by number, when an incident is opened again (R20).
HELD_ABOVE = ["escalations.actions.house.held_by_pg"]
# What somebody there wrote for the customer of an incident, to be said in the owner's own words.
SAID_ABOVE = ["escalations.passing_on.insights_for"]
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
# Where somebody is written to at this moment, by how the outbox's keys of people begin: an address; "" for nowhere, as
# they have left; None where nobody knows, and the letter goes where it was queued to.
OUTBOX_ADDRESSES = {"user": "accounts.addresses.address_of"}
# Which open incidents a view of the queue holds whose reason lies above the incidents.
QUEUE_ROWS = {
    "csat-at-risk": "escalations.queue_rows.at_risk",
    "waiting-on-product-group": "escalations.queue_rows.with_product_group",
}
# Who answers for guests on customers' mail, by how their keys begin (R37).
GUESTS = {"pg": "escalations.consent"}
