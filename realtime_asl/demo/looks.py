"""How a hand may look: skin tones of many people, and light."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from realtime_asl.demo.shading import Light, Skin

#: Back and inner side of the hand for skins from light to dark (sRGB), to mix between.
_TONES = np.array(
    [
        [[0.94, 0.78, 0.70], [0.96, 0.80, 0.74]],
        [[0.88, 0.68, 0.57], [0.92, 0.72, 0.64]],
        [[0.80, 0.59, 0.46], [0.87, 0.66, 0.56]],
        [[0.68, 0.47, 0.34], [0.80, 0.59, 0.48]],
        [[0.52, 0.34, 0.24], [0.70, 0.51, 0.42]],
        [[0.38, 0.25, 0.18], [0.62, 0.45, 0.38]],
        [[0.27, 0.18, 0.14], [0.54, 0.39, 0.33]],
    ]
)


@dataclass(frozen=True)
class Looks:
    """Skin and light of a scene; `wall_shadow` (0..1) is the strength of the shadow behind the hand."""

    skin: Skin = field(default_factory=Skin)
    light: Light = field(default_factory=Light)
    wall_shadow: float = 0.3


def random_looks(rng: np.random.Generator) -> Looks:
    """Any skin in any light in which a hand can be seen."""
    return Looks(_random_skin(rng), _random_light(rng), float(rng.uniform(0, 0.5)))


def person(seed: int) -> Looks:
    """Somebody's skin and sleeve in good light, the same one for the same seed."""
    return Looks(skin=_random_skin(np.random.default_rng(seed)))


def _random_skin(rng: np.random.Generator) -> Skin:
    tone = rng.uniform(0, len(_TONES) - 1.001)
    lower = int(tone)
    mixed = _TONES[lower] + (tone - lower) * (_TONES[lower + 1] - _TONES[lower])
    back, palm = np.clip(mixed + rng.normal(0, 0.02, 3), 0.05, 0.98)
    nail = np.clip(0.75 * palm + 0.25 * np.array([0.95, 0.80, 0.76]) + rng.normal(0, 0.02), 0, 1)
    sleeve = np.clip(rng.uniform(0.03, 0.85) + rng.normal(0, 0.12, 3), 0.02, 0.95)
    return Skin(tuple(back), tuple(palm), tuple(nail), tuple(sleeve), gloss=float(rng.uniform(0.03, 0.16)))


def _random_light(rng: np.random.Generator) -> Light:
    angle, height = rng.uniform(0, 2 * np.pi), rng.uniform(0.35, 0.95)
    side = np.sqrt(1 - height * height)
    # Light mostly comes from above.
    vertical = -abs(np.sin(angle)) if rng.random() < 0.8 else np.sin(angle)
    warm = rng.uniform(-0.12, 0.14)
    return Light(
        direction=(float(np.cos(angle) * side), float(vertical * side), float(height)),
        key=float(rng.uniform(0.35, 1.0)),
        room=float(rng.uniform(0.25, 0.65)),
        tint=(float(1 + warm / 2), 1.0, float(1 - warm)),
        shadow=float(rng.uniform(0.3, 0.95)),
    )
