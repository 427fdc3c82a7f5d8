"""What the spelled text was at each moment, rebuilt from its events: for captions and transcripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from realtime_asl.spelling.speller import TextEvent

#: Longest line of a caption, in characters: what broadcasters use.
LINE_LENGTH = 42


class SpelledText:
    """The text so far. Feed it every event, in order.

    Attributes:
        text: all of it.
    """

    def __init__(self) -> None:
        self.text = ""

    def apply(self, event: TextEvent) -> None:
        """Follow one event of the speller; what is signed in practice is not for the text, and no key takes it back."""
        if event.exercise:
            return
        if event.kind == "letter":
            self.text += event.letter or ""
        elif event.kind == "space":
            self.text += " "
        elif event.kind == "delete":
            self.text = self.text[:-1]
        elif event.kind == "word":
            self._replace(event.replaced or "", event.word or "")

    def _replace(self, old: str, new: str) -> None:
        body = self.text.rstrip(" ")
        spaces = self.text[len(body) :]
        if old and body.endswith(old):
            body = body[: -len(old)]
        self.text = body + new + spaces


def caption_line(text: str) -> str:
    """The last words of `text`, at most :data:`LINE_LENGTH` characters, without spaces around them."""
    text = text.strip()
    if len(text) <= LINE_LENGTH:
        return text
    tail = text[-LINE_LENGTH - 1 :]
    _, _, words = tail.partition(" ")
    return words.strip() or tail[1:]
