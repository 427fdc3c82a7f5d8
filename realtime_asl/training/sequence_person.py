"""One person's hand, as one camera sees it: the poses that training sequences of this person are made of."""

from __future__ import annotations

import numpy as np

from realtime_asl.training.rotation import rotation
from realtime_asl.training.sequence_poses import Mimic, Pose, PosePool

#: Letters whose shapes are common in other signs.
_SIGNS = tuple("BCGHQLDXZFS")


class Person:
    """A signer of the pool.

    Args:
        pool: still poses of many people.
        mimic: tells what the classifier would say of a pose that nobody showed.
        rng: decides who it is, and all that they do.
    """

    def __init__(self, pool: PosePool, mimic: Mimic, rng: np.random.Generator) -> None:
        self.pool, self.mimic, self.rng = pool, mimic, rng
        self.signer = str(rng.choice(pool.names))
        self.turn = rotation(*rng.normal(0, (7, 10, 6)))

    def pose(self, letter: str, spread: float = 4.0) -> Pose:
        """A pose of the class, turned by about `spread` degrees."""
        pose = self.pool.pick(self.signer, letter, self.rng)
        turn = self.turn @ rotation(*self.rng.normal(0, spread, 3))
        return Pose(pose.points @ turn.T, pose.logits)

    def idle(self) -> Pose:
        """A hand that shows no letter."""
        pose = self.pose("nothing", 12.0)
        if self.rng.random() < 0.4:
            other = self.pool.any_of(self.rng)
            points = 0.5 * (pose.points + other.points @ self.turn.T)
            return Pose(points, self.mimic(points[None])[0])
        return pose

    def any_turned(self, spread: float) -> Pose:
        """Any pose of anyone, turned by about `spread` degrees; the classifier may say anything of it."""
        pose = self.pool.any_of(self.rng)
        if self.rng.random() < 0.4:  # flat, bent and pointing hands are what other signs are made of
            pose = self.pool.pick(str(self.rng.choice(self.pool.names)), str(self.rng.choice(_SIGNS)), self.rng)
        points = pose.points @ rotation(*self.rng.normal(0, spread, 3)).T
        logits = self.seen(pose, points)
        if self.rng.random() < 0.35:  # a picture such as it was not trained on
            share = self.rng.uniform(0.3, 1)
            logits = (1 - share) * logits + share * self.pool.any_of(self.rng).logits
        return Pose(points, logits)

    def seen(self, pose: Pose, points: np.ndarray) -> np.ndarray:
        """What the classifier says when `pose` is seen as `points`."""
        there, here = self.mimic(np.stack([pose.points, points]))
        return pose.logits + here - there
