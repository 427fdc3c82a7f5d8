"""Kinds of values that options take: each turns the text typed into a value, or says what is wrong with it."""

from __future__ import annotations

import argparse
from collections.abc import Callable


def positive(text: str) -> float:
    """A number above 0."""
    value = float(text)
    if not 0 < value < 1e6:
        raise argparse.ArgumentTypeError(f"{text} is not a positive number")
    return value


def name(text: str) -> str:
    """The name of a file or a person: not empty, as a variable of the shell is that was never set."""
    if not text.strip():
        raise argparse.ArgumentTypeError("the name is empty; give one, or leave the option out")
    return text


def hold(text: str) -> float | str:
    """Seconds, or "auto"."""
    return text if text == "auto" else positive(text)


def count(text: str) -> int:
    """A whole number above 0."""
    value = int(text)
    if not 0 < value < 10**6:
        raise argparse.ArgumentTypeError(f"{text} is not a positive whole number")
    return value


def count_or_none(text: str) -> int:
    """A whole number, 0 included."""
    return 0 if text == "0" else count(text)


def between(least: float, most: float, unit: str = "") -> Callable[[str], float]:
    """What reads a number of that range from the command line."""

    def number(text: str) -> float:
        value = float(text)
        if not least <= value <= most:  # also refuses NaN
            raise argparse.ArgumentTypeError(f"'{text}' is not between {least:g} and {most:g}{unit}")
        return value

    return number


def seed(text: str) -> int:
    """What numbers drawn at random begin with: one that every library takes."""
    value = int(text)
    if not 0 <= value < 2**32:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and {2**32 - 1}")
    return value


def side(text: str) -> int:
    """Of a network's input in pixels; ResNet50 makes one of 32."""
    value = int(text)
    if not 32 <= value <= 1024:
        raise argparse.ArgumentTypeError(f"{text} is not between 32 and 1024 pixels")
    return value
