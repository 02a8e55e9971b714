"""The palette can be read: every pair of tokens that meets on a page keeps WCAG 2.2's contrast, by day and by night."""

import re
from pathlib import Path

import pytest

SHEET = Path(__file__).parents[2] / "config" / "static" / "css" / "tide.css"
TOKEN = re.compile(r"--([\w-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)")
TOKENS = {name: (light, dark) for name, light, dark in TOKEN.findall(SHEET.read_text())}
TEXT, PART = 4.5, 3.0
HUES = ("good", "warn", "bad", "info", "plum", "note")


def pairs() -> list[tuple[str, str, float]]:
    """Which ink meets which ground, and what it needs: 4.5 for text, 3 for edges and focus rings."""
    grounds = ("paper", "surface", "raised", "chip")
    return [
        *((ink, ground, TEXT) for ink in ("ink", "ink-2", "ink-3") for ground in grounds),
        *(("brand", ground, TEXT) for ground in ("paper", "surface", "brand-soft")),
        ("brand-deep", "brand-soft", TEXT),
        ("on-brand", "brand", TEXT),
        ("on-brand", "brand-deep", TEXT),
        ("on-band", "band", TEXT),
        ("on-band-2", "band", TEXT),
        *((hue, f"{hue}-soft", TEXT) for hue in HUES),
        *((hue, ground, TEXT) for hue in ("good", "warn", "bad") for ground in ("surface", "paper")),
        *(("ink", f"{hue}-soft", TEXT) for hue in (*HUES, "brand")),
        ("on-bad", "bad", TEXT),
        ("paper", "ink", TEXT),
        *(("line-strong", ground, PART) for ground in ("paper", "surface", "raised")),
        *(("focus", ground, PART) for ground in ("paper", "surface")),
    ]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "need"), pairs())
def test_every_ink_stands_out_from_its_ground(ink: str, ground: str, need: float, theme: int) -> None:
    assert ratio(TOKENS[ink][theme], TOKENS[ground][theme]) >= need


def test_the_measure_is_the_one_of_wcag() -> None:
    assert ratio("#000000", "#ffffff") == pytest.approx(21)
    assert ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert ratio("#ffffff", "#777777") == ratio("#777777", "#ffffff")


def ratio(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    red, green, blue = (linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
