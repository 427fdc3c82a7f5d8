"""``train``: fits the network to labelled pictures, signer-balanced, resumable, on CPU or GPUs.

Lightning Fabric provides devices, precision and processes; ``torchrun`` or Fabric's own launcher start several of
them. The options' defaults are the recipe of the shipped weights. With ``--folds`` it cross-validates instead:
whole signers are left out in turn, and what is read of them is tabled.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import cv2
import torch
from lightning_fabric import Fabric

from realtime_asl.errors import DONE, UserError
from realtime_asl.input_files import refuse_inputs
from realtime_asl.sources.labelled import check_folder
from realtime_asl.training import cross_validation
from realtime_asl.training.checkpoint import refuse_earlier_run
from realtime_asl.training.data import Sample, load_samples, with_standard_features
from realtime_asl.training.hands import HandCaches
from realtime_asl.training.training_run import Training


def choose_precision(name: str) -> str:
    """Fabric's precision for `auto`: bfloat16 where the hardware multiplies it natively, else half precision on a GPU
    and float32 on a CPU."""
    if name != "auto":
        return name
    if torch.cuda.is_available():
        return "bf16-mixed" if torch.cuda.is_bf16_supported(including_emulation=False) else "16-mixed"
    native = getattr(torch.cpu, "_is_avx512_bf16_supported", lambda: False)()
    return "bf16-mixed" if native else "32-true"


def run_command(options: argparse.Namespace) -> int:
    """The command ``train``."""
    out = Path(options.out)
    if out.suffix != ".safetensors":
        raise UserError(f"'{out}' should end in .safetensors (--out names the trained weights)")
    refuse_inputs(out, (options.init, options.landmarks), "--out")
    check_output(options, out)
    check_inputs(options)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        (out.parent / f"{out.name}.probe").touch()
        (out.parent / f"{out.name}.probe").unlink(missing_ok=True)
    except OSError as error:
        raise UserError(f"cannot write into '{out.parent}' ({error.strerror}); choose another --out") from None
    cv2.setNumThreads(0)  # the loaders are processes of their own
    fabric = _fabric(options)
    fabric.launch()
    fabric.seed_everything(options.seed, verbose=False)
    samples = load_folders(options.data, out, options.detect, options.follow, options.features)
    drawn: list[Sample] = []
    if options.synthetic:
        from realtime_asl.training.synthetic import synthetic_samples

        drawn = synthetic_samples(options.synthetic, options.seed)
    if options.folds:
        cross_validation.cross_validate(fabric, options, out, samples, drawn)
        return DONE
    val = load_validation(options.val or [], out, options.detect)
    Training(fabric, options, out, [*samples, *drawn], val).run()
    return DONE


def _fabric(options: argparse.Namespace) -> Fabric:
    """Devices, precision and processes.

    Raises:
        UserError: this machine does not have what is asked for.
    """
    try:
        return Fabric(
            accelerator=options.accelerator,
            devices=int(options.devices) if str(options.devices).isdigit() else options.devices,
            num_nodes=options.nodes,
            precision=choose_precision(options.precision),
            strategy="ddp" if str(options.devices).isdigit() and int(options.devices) > 1 else "auto",
        )
    except Exception as error:
        raise UserError(
            f"--accelerator {options.accelerator} --devices {options.devices} cannot be used here ({error}); "
            "leave both out to take what there is"
        ) from error


def load_folders(
    folders: Sequence[str], out: Path, detect: bool, follow: bool, features: Sequence[str] | None = None
) -> list[Sample]:
    """The pictures of all folders; hands that have to be looked for are remembered beside `out`.

    Raises:
        UserError: as `load_samples`, or not one file of features for each folder.
    """
    if features and len(features) != len(folders):
        raise UserError(f"--features names {len(features)} files for {len(folders)} folders; name one for each")
    samples: list[Sample] = []
    for number, folder in enumerate(folders):
        caches = HandCaches.beside(out, number)
        followed = caches.followed if follow else None
        told = Path(features[number]) if features else None
        samples += load_samples(Path(folder), caches.train, detect, followed, told)
    return with_standard_features(samples)


def load_validation(folders: Sequence[str], out: Path, detect: bool) -> list[Sample]:
    """The same for pictures that are only read."""
    return [
        sample
        for number, folder in enumerate(folders)
        for sample in load_samples(Path(folder), HandCaches.beside(out, number).val, detect)
    ]


def check_output(options: argparse.Namespace, out: Path) -> None:
    """Looks before any work is done whether the run may write its files; see `cross_validation.check`, too.

    Raises:
        UserError: options that do not go together, or weights or a checkpoint in the way.
    """
    if options.folds:
        cross_validation.check(options, out)
        return
    if options.fold:
        raise UserError(f"--fold {options.fold} is one of several; give --folds N, too, or leave it out")
    refuse_earlier_run(out, resume=options.resume, overwrite=options.overwrite)


def check_inputs(options: argparse.Namespace) -> None:
    """Looks before any work is done whether everything that is read is there.

    Raises:
        UserError: something is missing.
    """
    for folder in (*options.data, *(options.val or ())):
        check_folder(Path(folder))
    for option, files in (
        ("--init", [options.init]),
        ("--landmarks", [options.landmarks]),
        ("--features", options.features or []),
    ):
        for file in files:
            if file and not Path(file).is_file():
                raise UserError(f"{option}: there is no file '{file}'; check its name")
