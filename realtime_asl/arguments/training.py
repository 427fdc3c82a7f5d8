"""The options of the commands that make weights."""

from __future__ import annotations

import argparse

from realtime_asl.arguments.values import count, count_or_none, name, positive, seed, side

#: Fabric's names for the numbers that training calculates with.
PRECISIONS = ("auto", "32-true", "16-mixed", "bf16-mixed")


def add_train(parser: argparse.ArgumentParser) -> None:
    """``train``."""
    parser.add_argument(
        "data", nargs="+", type=name, metavar="DIR", help="manifest.csv with pictures, or a folder per class"
    )
    parser.add_argument("--out", required=True, type=name, metavar="WEIGHTS", help="the trained weights (.safetensors)")
    parser.add_argument(
        "--val", nargs="+", type=name, metavar="DIR", help="pictures of other signers, for scores and the temperature"
    )
    parser.add_argument(
        "--folds", type=count, metavar="N", help="cross-validate: leave out N groups of signers in turn"
    )
    parser.add_argument("--fold", type=count, metavar="K", help="with --folds: only this one, from 1 on")
    parser.add_argument("--landmarks", type=name, metavar="NPZ", help="more letters as landmarks only (static.npz)")
    parser.add_argument(
        "--features",
        nargs="+",
        type=name,
        metavar="NPY",
        help="for each DIR what MediaPipe's network knows of its hands (training.hand_features)",
    )
    parser.add_argument(
        "--init",
        type=name,
        metavar="FILE",
        help="starting weights (default: torchvision's ImageNet weights, downloaded)",
    )
    parser.add_argument(
        "--synthetic", type=count_or_none, default=0, metavar="N", help="add N pictures of the demo signer"
    )
    parser.add_argument(
        "--detect",
        action="store_true",
        help="look for the hands also where landmarks.npy has them, and train on both (default: only without it)",
    )
    parser.add_argument(
        "--follow", action="store_true", help="train also on hands as they are found live, while they are followed"
    )
    parser.add_argument("--epochs", type=count, default=20)
    parser.add_argument("--size", type=side, nargs="+", default=[96, 128], help="input side in pixels, by stage")
    parser.add_argument("--batch", type=count, default=64)
    parser.add_argument("--lr", type=positive, default=1e-3)
    parser.add_argument("--freeze", choices=("none", "stem", "layer1", "layer2", "layer3"), default="layer1")
    parser.add_argument(
        "--samples", type=count, metavar="N", default=10_000, help="pictures an epoch (default: %(default)s)"
    )
    parser.add_argument(
        "--precision",
        choices=PRECISIONS,
        default="auto",
        help="Fabric's name, e.g. 32-true (default: fits the machine)",
    )
    parser.add_argument("--accelerator", default="auto")
    parser.add_argument("--devices", default="auto", help="devices a machine; processes on a CPU")
    parser.add_argument("--nodes", type=count, default=1)
    parser.add_argument("--workers", type=count_or_none, default=1, help="processes that load pictures")
    parser.add_argument("--seed", type=seed, default=0)
    existing = parser.add_mutually_exclusive_group()
    existing.add_argument("--resume", action="store_true", help="go on from the last checkpoint beside --out")
    existing.add_argument("--overwrite", action="store_true", help="begin anew where --out or its checkpoint exists")


def add_export(parser: argparse.ArgumentParser) -> None:
    """``export``."""
    parser.add_argument("weights", type=name, metavar="WEIGHTS", help="what `train` wrote (.safetensors)")
    parser.add_argument("--data", required=True, type=name, metavar="DIR", help="training pictures, for calibration")
    parser.add_argument("--out", required=True, type=name, metavar="DIR")
    parser.add_argument("--check", type=name, metavar="DIR", help="pictures on which the exported model is compared")
    parser.add_argument("--overwrite", action="store_true")
