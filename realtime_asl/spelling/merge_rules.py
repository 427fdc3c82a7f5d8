"""How letters that were held and letters that the network wrote go together: the times and shares of `LetterMerger`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MergeRules:
    """How the two go together: seconds, shares of a letter in the network's eyes, and confidences, 0..1.

    Attributes:
        settle: a letter of the network settles so long after it was written …
        quick: … the second number, where it followed another letter of the network within the first one, both too quick
            to be held …
        hold_extra: … and so much later while the hand is held in it, since the hold will tell.
        stroke: an I, Y or D waits so long for the J or Z that it may begin, or for the next letter.
        lead: the first letter after a pause may have been written so long before a hold began, and belong to it, since
            a hand passes through other shapes as it comes up; not where the network was sure of it.
        span: and so long after it began: a hold whose letter counts later than that is over.
        double: the network may write the same letter again while the hand is still as it was held, so soon after it.
        echo: what a hold has shown before the network wrote it may still be written so long after it.
        support: a hold counts from so much of its letter in the network's eyes on, 1 being a whole one …
        fluent_support: … or from so much on, while somebody is spelling …
        fluent: … that is, where the letter before it is not older than this …
        contested: … or from so much on, where the network is sure of another letter instead.
        clear: the first letter of a word counts by its hold from this confidence on …
        very_clear: … and from the first number on, the second one is support enough for it.
        command: the sign for a space or for Delete counts from this confidence on, since a slip costs more.
        long: a letter that is held for so long counts whatever speaks against it …
        from_start: … or for so long where the hand stood in it when the source began, as in clips of single letters:
            how it came there, by which signs are told, was not seen.
    """

    settle: float = 0.3
    quick: tuple[float, float] = (0.5, 0.15)
    hold_extra: float = 0.4
    stroke: float = 1.2
    lead: float = 0.2
    span: float = 0.9
    double: float = 0.7
    echo: float = 0.6
    support: float = 0.65
    fluent_support: float = 0.05
    fluent: float = 2.5
    contested: float = 0.3
    clear: float = 0.65
    very_clear: tuple[float, float] = (0.95, 0.4)
    command: float = 0.5
    long: float = 2.0
    from_start: float = 0.8
