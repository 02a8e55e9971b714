"""A page as everybody reads it: on a desk and in a hand, by day and by night, unfolded, and on the narrowest screen.

One page is opened once and looked at in each way; what a loop of whole visits costs is mostly the visits.
"""

from tests.browser.conftest import RULES, Window
from tests.browser.test_screens import LOOKS

HEIGHT, NARROWEST = 900, 320  # pixels of CSS
# What may be wrong by night alone: the night changes the colours and nothing else.
BY_NIGHT = ["color-contrast", "link-in-text-block"]
FETCHED = "() => !document.querySelector('main [hx-trigger=load]')"
UNFOLD = "all => all.forEach(one => one.click())"
# The outermost things that stand out at the side, so that whoever reads the failure knows where to look.
OUTSIDE = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  const out = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > wide + 1);
  return [`${document.documentElement.scrollWidth} of ${wide}`, ...out.slice(0, 3).map((one) => one.outerHTML)];
}"""


def flaws_at(window: Window, path: str) -> list[str]:
    """Everything wrong with this page in every look; a page that is not there is wrong too."""
    answer = window.page.goto(f"{window.address}{path}")
    assert answer is not None
    return [*([f"{path}: {answer.status}"] if answer.status >= 400 else []), *flaws_here(window)]


def flaws_here(window: Window) -> list[str]:
    """The same of the page that is open, as what was done has left it."""
    settle(window)
    found = []
    for width, scheme in LOOKS:
        window.page.set_viewport_size({"width": width, "height": HEIGHT})
        rules = RULES if scheme == "light" else BY_NIGHT
        window.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        found += [f"{scheme} {width}: {flaw}" for flaw in (*outside(window), *window.faults(rules))]
    return found + spilt(window)


def spilt(window: Window) -> list[str]:
    """What stands out at the side where there is least room."""
    window.page.set_viewport_size({"width": NARROWEST, "height": HEIGHT})
    return outside(window)


def settle(window: Window) -> None:
    """What a page fetches once it is there is there, and all that unfolds is open; menus lie over what they cover."""
    window.page.wait_for_function(FETCHED)
    window.page.locator("main details:not([open], .menu) > summary").evaluate_all(UNFOLD)


def outside(window: Window) -> list[str]:
    found = window.page.evaluate(OUTSIDE)
    return [f"{window.page.url} scrolls sideways: {[what[:90] for what in found]}"] if found else []
