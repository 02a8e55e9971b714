"""Where a person is written to: at the address that they have when the letter goes, and nowhere once they have left."""

from accounts.models import User

KEY = "user:"  # how the outbox calls people with an account


def address_of(recipient_key: str) -> str | None:
    """Their address now; "" for who is not active any more (R43). None where this is nobody's key."""
    name = recipient_key.removeprefix(KEY)
    if not (name.isascii() and name.isdigit()):
        return None
    person = User.objects.filter(pk=name).values_list("email", "is_active").first()
    if person is None:
        return None
    address, is_there = person
    return address if is_there else ""
