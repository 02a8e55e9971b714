"""The keys of the product group's links, as an installation names them; no installation starts with a weak one."""

from django.core.exceptions import ImproperlyConfigured

SHORTEST_KEY = 32  # characters


def link_keys(named: str) -> list[str]:
    """The newest first. Raises ImproperlyConfigured where there is none, or one that can be guessed."""
    keys = [key.strip() for key in named.split(",") if key.strip()]
    if not keys or any(len(key) < SHORTEST_KEY for key in keys):
        raise ImproperlyConfigured(f"LINK_KEYS: keys of at least {SHORTEST_KEY} characters, with commas between.")
    return keys
