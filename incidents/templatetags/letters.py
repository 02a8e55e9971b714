"""What letters' text parts may ask of words that somebody wrote."""

from django import template

from incidents.spelling import spelled

register = template.Library()
register.filter("spelled", spelled)


@register.filter
def quoted(words: str) -> str:
    """Each line behind a mark, as mail quotes."""
    return "\n".join(f"> {line}".rstrip() for line in words.splitlines())
