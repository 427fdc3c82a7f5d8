"""The hand in single still pictures."""

from __future__ import annotations

import cv2
import numpy as np

from realtime_asl.hand import Hand
from realtime_asl.model_files import find_hand_model
from realtime_asl.tracking.landmarker import STRICT_THRESHOLD, WORKING_SIDE, HandChoice, Landmarker, look, moved, shrunk
from realtime_asl.tracking.search_areas import searched


class HandFinder:
    """The hand in single still pictures, which may be tight or wide: looks with borders of several widths around them,
    then in parts of them."""

    #: Width of the added border, in units of the picture's sides; tried in this order. Where a hand fills the
    #: picture, MediaPipe places its landmarks better when there is something around it: one letter in a
    #: hundred more was read right than without a border at first.
    BORDERS = (0.25, 0.0, 0.6)

    def __init__(self, model_path: str | None = None, hand: HandChoice = "auto") -> None:
        self.hand: HandChoice = hand
        model = find_hand_model(model_path)
        self._finder = Landmarker(model, video=False, hands=2)
        self._searcher = Landmarker(model, video=False, hands=2, threshold=STRICT_THRESHOLD)

    def detect(self, image: np.ndarray) -> Hand | None:
        """The hand in a BGR picture, in its pixels (they may lie outside for a hand that is cut off)."""
        reduced, zoom = shrunk(image, 2 * WORKING_SIDE)
        height, width = reduced.shape[:2]
        for share in self.BORDERS:
            x, y = round(width * share), round(height * share)
            bordered = cv2.copyMakeBorder(reduced, y, y, x, x, cv2.BORDER_REPLICATE) if share else reduced
            hands = self._finder.find(bordered)
            if hands:
                return self._best([moved(hand, zoom, (-x, -y)) for hand in hands])
        for view in dict.fromkeys(searched(image)):
            hands = look(self._searcher, image, view)
            if hands:
                return self._best(hands)
        return None

    def _best(self, hands: list[Hand]) -> Hand:
        wanted = [hand for hand in hands if hand.handedness.lower() == self.hand]
        best = max(wanted or hands, key=lambda hand: hand.scale)
        return best if self.hand == "auto" else Hand(best.landmarks, self.hand.capitalize(), best.score)

    def close(self) -> None:
        """Releases MediaPipe."""
        self._finder.close()
        self._searcher.close()
