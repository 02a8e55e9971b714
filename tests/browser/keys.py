"""A page by the keyboard alone: what is reached by Tab, and what is pressed there."""

from tests.browser.conftest import Window
from tests.browser.inbox import CODE, LINK, Inbox

FAR = 120  # more presses of Tab than any page here has things to reach
# What the focused thing is called: by its label, what it says of itself, or what it shows.
NAMED = """() => {
  const one = document.activeElement;
  const label = one.labels?.[0] || one;
  return (one.getAttribute("aria-label") || label.innerText || one.value || "").trim();
}"""

# A page takes the focus to where it belongs when it is first drawn, which is after it is loaded: a key that is
# pressed between the two goes nowhere. No person is that fast.
DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))"


def tab_to(who: Window, words: str) -> None:
    """On to the thing that is called so, from wherever the focus is."""
    passed = []
    for _ in range(FAR):
        who.page.keyboard.press("Tab")
        name = str(who.page.evaluate(NAMED))
        if name.startswith(words):
            return
        passed.append(name[:40])
    raise AssertionError(f"{words!r} is not reached by Tab on {who.page.url}, but {passed}")


def press(who: Window, words: str) -> None:
    """The button or link of these words, and the page that it leads to."""
    tab_to(who, words)
    enter(who)


def enter(who: Window) -> None:
    """What Enter leads to from here, drawn and in focus."""
    with who.page.expect_navigation():
        who.page.keyboard.press("Enter")
    who.page.evaluate(DRAWN)


def write(who: Window, field: str, words: str) -> None:
    tab_to(who, field)
    who.page.keyboard.type(words)


def choose(who: Window, group: str, answer: str) -> None:
    """A radio button: Tab leads to the first of those that share its name, the arrows to the others, Space chooses."""
    tab_to(who, group)
    for _ in range(FAR):
        if str(who.page.evaluate(NAMED)).startswith(answer):
            who.page.keyboard.press("Space")
            return
        who.page.keyboard.press("ArrowDown")
    raise AssertionError(f"{answer!r} is not among the answers that begin with {group!r} on {who.page.url}")


def unfold(who: Window, words: str) -> None:
    tab_to(who, words)
    who.page.keyboard.press("Enter")


def focused(who: Window) -> str:
    """What the focus is on, as it is read."""
    return str(who.page.evaluate("document.activeElement.innerText"))


def come_in(who: Window, inbox: Inbox) -> None:
    """From the newest mail to the product group's page: the link's button, the code, and in."""
    who.open(inbox.newest(LINK))
    press(who, "Open")
    press(who, "Send me a code")
    who.page.locator("input[autofocus]:focus").wait_for()
    who.page.keyboard.type(inbox.newest(CODE))
    enter(who)
