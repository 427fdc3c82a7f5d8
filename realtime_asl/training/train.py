"""``train``: fits the network to labelled pictures, signer-balanced, resumable, on CPU or GPUs.

Lightning Fabric provides devices, precision and processes; ``torchrun`` or Fabric's own launcher
start several of them. All randomness derives from (seed, epoch, sample), so a resumed run sees
what an uninterrupted one would have seen.
"""

from __future__ import annotations

import argparse
import math
import os
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import torch
from lightning_fabric import Fabric
from torch import nn
from torch.optim.swa_utils import AveragedModel
from torch.utils.data import DataLoader
from tqdm import tqdm

from realtime_asl.alphabet import CLASSES, NOTHING
from realtime_asl.errors import DONE, UserError
from realtime_asl.input_files import refuse_inputs
from realtime_asl.training.augment import Augmentation
from realtime_asl.training.calibration import MOTION_PRIOR, collect_logits, expect_still_letters, fit_temperature
from realtime_asl.training.data import BalancedSampler, LetterDataset, balanced_weights, load_samples
from realtime_asl.training.hands import HandCaches
from realtime_asl.training.landmark_set import LandmarkSampler, load_landmark_set
from realtime_asl.training.log import Log
from realtime_asl.training.model import LetterNet, Logits, load_starting_weights
from realtime_asl.training.validation import Scores, validate
from realtime_asl.training.weights import WeightsInfo, load_weights, save_weights, start_from

LABEL_SMOOTHING = 0.08
EMA_DECAY = 0.999
#: Share of rows whose picture or landmarks are hidden from the joint head, so that it reads with either of them.
HIDE_IMAGE, HIDE_LANDMARKS = 0.12, 0.25
#: Weights of the losses beside the joint head's: ResNet50 alone, the landmarks alone, and the mean distance in each
#: coordinate at which ResNet50 places the landmarks, in sides of their box.
IMAGE_LOSS, LANDMARK_LOSS, SHAPE_LOSS = 0.5, 0.3, 3.0
#: What `--freeze` keeps as it came, up to and including the named part of ResNet50.
BACKBONE_PARTS = (("stem", ("conv1", "bn1")), ("layer1", ("layer1",)), ("layer2", ("layer2",)), ("layer3", ("layer3",)))
#: Names of parameters that come from pretrained weights, whatever `--init` gives.
PRETRAINED = ("backbone.conv1", "backbone.bn1", "backbone.layer1", "backbone.layer2")


def choose_precision(name: str) -> str:
    """Fabric's precision for `auto`: bfloat16 where the hardware multiplies it natively, else half precision on a GPU
    and float32 on a CPU."""
    if name != "auto":
        return name
    if torch.cuda.is_available():
        return "bf16-mixed" if torch.cuda.is_bf16_supported(including_emulation=False) else "16-mixed"
    native = getattr(torch.cpu, "_is_avx512_bf16_supported", lambda: False)()
    return "bf16-mixed" if native else "32-true"


def freeze(model: LetterNet, up_to: str) -> None:
    """Stops training of ResNet50's parts up to and including `up_to` ("none": of nothing)."""
    if up_to == "none":
        return
    for name, prefixes in BACKBONE_PARTS:
        for parameter_name, parameter in model.backbone.named_parameters():
            if parameter_name.split(".")[0] in prefixes:
                parameter.requires_grad = False
        if name == up_to:
            return


def parameter_groups(model: LetterNet, lr: float) -> list[dict]:
    """Pretrained layers learn slower; biases and batch-norms are not decayed."""
    groups: dict[tuple[bool, bool], list[nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            pretrained = name.startswith(PRETRAINED)
            groups.setdefault((pretrained, parameter.ndim > 1), []).append(parameter)
    return [
        {"params": parameters, "max_lr": lr * (0.3 if pretrained else 1.0), "weight_decay": 0.05 if decay else 0.0}
        for (pretrained, decay), parameters in groups.items()
    ]


def learning_rate(step: int, steps: int, warmup: int) -> float:
    """Factor on the learning rate: linear warm-up, then a cosine down to 1 %."""
    if step < warmup:
        return (step + 1) / warmup
    done = (step - warmup) / max(1, steps - warmup)
    return 0.01 + 0.99 * (1 + math.cos(math.pi * min(done, 1.0))) / 2


def loss_of(
    logits: Logits, labels: torch.Tensor, points: torch.Tensor, found: torch.Tensor, present: torch.Tensor
) -> torch.Tensor:
    """Joint loss plus what keeps each branch useful alone, and what teaches ResNet50 the shape of hands.

    Args:
        logits: of a batch of pictures, which may be followed by rows that have landmarks only.
        labels: of all rows.
        points: (pictures, 21, 3) landmarks of the pictures.
        found: (pictures,) 1 where a picture has landmarks.
        present: (rows,) 1 where the landmark branch was shown landmarks.
    """
    rows = len(points)
    joint = _cross_entropy(logits.joint, labels).mean()
    image = _cross_entropy(logits.image, labels[:rows]).mean()
    landmarks = (_cross_entropy(logits.landmarks, labels) * present).sum() / present.sum().clamp(min=1)
    apart = (logits.shape.float() - points).abs().mean((1, 2))
    shape = (apart * found).sum() / found.sum().clamp(min=1)
    return joint + IMAGE_LOSS * image + LANDMARK_LOSS * landmarks + SHAPE_LOSS * shape


def _cross_entropy(scores: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    return nn.functional.cross_entropy(scores.float(), labels, label_smoothing=LABEL_SMOOTHING, reduction="none")


@torch.no_grad()
def average_into(averaged: list[torch.Tensor], current: list[torch.Tensor], updates: torch.Tensor) -> None:
    """Exponential moving average with a warm-up, so that the random start is soon forgotten."""
    decay = min(EMA_DECAY, (1 + float(updates)) / (10 + float(updates)))
    if averaged[0].is_floating_point():  # torch calls this once for each type
        torch._foreach_lerp_(averaged, current, 1 - decay)
    else:  # batch-norm's counters
        torch._foreach_copy_(averaged, current)


def run_command(options: argparse.Namespace) -> int:
    """The command ``train``."""
    out = Path(options.out)
    if out.suffix != ".safetensors":
        raise UserError(f"'{out}' should end in .safetensors (--out names the trained weights)")
    refuse_inputs(out, (options.init, options.landmarks), "--out")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        (out.parent / f"{out.name}.probe").touch()
        (out.parent / f"{out.name}.probe").unlink(missing_ok=True)
    except OSError as error:
        raise UserError(f"cannot write into '{out.parent}' ({error.strerror}); choose another --out") from None
    cv2.setNumThreads(0)  # the loaders are processes of their own
    fabric = Fabric(
        accelerator=options.accelerator,
        devices=int(options.devices) if str(options.devices).isdigit() else options.devices,
        num_nodes=options.nodes,
        precision=choose_precision(options.precision),
        strategy="ddp" if str(options.devices).isdigit() and int(options.devices) > 1 else "auto",
    )
    fabric.launch()
    fabric.seed_everything(options.seed, verbose=False)
    Training(fabric, options, out).run()
    return DONE


class Training:
    """One run: data, model, optimiser, and the loop over epochs."""

    def __init__(self, fabric: Fabric, options: argparse.Namespace, out: Path) -> None:
        self.fabric, self.options, self.out = fabric, options, out
        self.samples = []
        for number, folder in enumerate(options.data):
            caches = HandCaches.beside(out, number)
            followed = caches.followed if options.detect else None
            self.samples += load_samples(Path(folder), caches.train, options.detect, followed)
        if options.synthetic:
            from realtime_asl.training.synthetic import synthetic_samples

            self.samples += synthetic_samples(options.synthetic, options.seed)
        self.val = load_samples(Path(options.val), HandCaches.beside(out).val, options.detect) if options.val else []
        overlap = {s.signer for s in self.samples} & {s.signer for s in self.val}
        if overlap:
            raise UserError(f"signers {sorted(overlap)} are in both training and --val; split by signer")
        backgrounds = [s.image for s in self.samples if CLASSES[s.label] == NOTHING and not s.hands]
        self.augmentation = Augmentation(backgrounds=tuple(backgrounds))
        self.count = options.samples or len(self.samples)
        self.sampler = BalancedSampler(
            balanced_weights(self.samples), self.count, options.seed, fabric.global_rank, fabric.world_size
        )
        landmarks = load_landmark_set(Path(options.landmarks)) if options.landmarks else None
        self.extra = LandmarkSampler(landmarks, options.batch) if landmarks else None
        self.steps_per_epoch = max(1, len(self.sampler) // options.batch)
        self.checkpoint = out.with_name(out.stem + ".checkpoint.pt")
        self.resumed = options.resume and self.checkpoint.is_file()
        model = self._new_model()
        freeze(model, options.freeze)
        # Buffers, the batch-norm statistics, are averaged along with the weights they belong to.
        self.average = AveragedModel(model, multi_avg_fn=average_into, use_buffers=True)
        self.average.to(fabric.device)
        optimizer = torch.optim.AdamW(parameter_groups(model, options.lr), lr=options.lr)
        self.model, self.optimizer = fabric.setup(model, optimizer)
        self.epoch, self.best = 0, -1.0
        if self.resumed:
            self._resume()
        self.log = Log(out.with_name(out.stem + ".log.csv"), fresh=not self.resumed) if fabric.is_global_zero else None

    def _new_model(self) -> LetterNet:
        options = self.options
        model = LetterNet()
        if options.init and options.init.endswith(".safetensors"):
            info, missing = start_from(model, Path(options.init))
            if missing:
                self.fabric.print(f"'{options.init}' lacks {len(missing)} tensors of the network, which start anew")
            if info.calibrated and not any(name.startswith("joint_head") for name in missing):
                expect_still_letters(model, -MOTION_PRIOR)  # the rarity of J and Z is set anew at the end
        elif options.init:
            load_starting_weights(model, Path(options.init))
        elif not self.resumed:
            self.fabric.print("Downloading torchvision's ImageNet weights for ResNet50 (98 MB) …")
            load_downloaded_weights(model)
        return model.to(memory_format=torch.channels_last)

    def _size(self, epoch: int) -> int:
        """Input sizes by stage: small pictures first, the last 40 % of the epochs on the final size."""
        sizes = self.options.size
        share = (epoch + 1) / self.options.epochs
        return sizes[-1] if share > 0.6 else sizes[int(share / 0.6 * (len(sizes) - 1) * 0.999)]

    def run(self) -> None:
        """Trains to the last epoch; writes a checkpoint after each, and the best weights on `--val`."""
        while self.epoch < self.options.epochs:
            size = self._size(self.epoch)
            loss = self._train_epoch(size)
            if self.fabric.is_global_zero:
                self._finish_epoch(loss, size)
            self.epoch += 1
            if self.fabric.is_global_zero:
                self._save_checkpoint()
            self.fabric.barrier()
        if self.fabric.is_global_zero:
            self._calibrate()

    def _calibrate(self) -> None:
        """Sets what training does not: the rarity of J and Z, and the temperature that fits `--val`."""
        model, info = load_weights(self.out)
        if info.calibrated:  # a run that had ended already was resumed
            return
        expect_still_letters(model)
        temperature = fit_temperature(*collect_logits(model, self.val, info.size)) if self.val else 1.0
        save_weights(model, replace(info, temperature=temperature, calibrated=True), self.out)
        self.fabric.print(f"temperature {temperature:.3f}")

    def _train_epoch(self, size: int) -> float:
        options, fabric = self.options, self.fabric
        self.model.train()
        torch.manual_seed(
            options.seed + 1_000_003 * (self.epoch + 1) + fabric.global_rank
        )  # drop-out, as uninterrupted
        self.sampler.epoch = self.epoch
        loader = DataLoader(
            LetterDataset(self.samples, size, self.augmentation, options.seed),
            batch_size=options.batch,
            sampler=self.sampler,
            num_workers=options.workers,
            drop_last=len(self.sampler) >= options.batch,
            worker_init_fn=_single_thread,
        )
        steps = options.epochs * self.steps_per_epoch
        rng = np.random.default_rng((options.seed, self.epoch, fabric.global_rank))
        total, count = 0.0, 0
        bar = tqdm(loader, desc=f"epoch {self.epoch + 1}/{options.epochs} {size}px", disable=not fabric.is_global_zero)
        for number, (images, points, present, labels) in enumerate(bar):
            step = self.epoch * self.steps_per_epoch + number
            for group in self.optimizer.param_groups:
                group["lr"] = group["max_lr"] * learning_rate(step, steps, min(300, steps // 10 + 1))
            loss = self._step(images, points, present, labels, rng)
            total, count = total + loss, count + 1
            bar.set_postfix(loss=f"{total / count:.3f}")
        return total / max(1, count)

    def _step(
        self,
        images: torch.Tensor,
        points: torch.Tensor,
        present: torch.Tensor,
        labels: torch.Tensor,
        rng: np.random.Generator,
    ) -> float:
        device = self.fabric.device
        rows = len(labels)
        found = present.squeeze(1)
        hidden = torch.from_numpy(rng.random((rows, 1)))
        image_present = ((hidden > HIDE_IMAGE) | (present == 0)).float()
        present = present * (hidden < 1 - HIDE_LANDMARKS).float()
        extra_points = None
        all_present = present
        if self.extra is not None:
            extra_points, extra_labels = self.extra.draw(rng)
            labels = torch.cat([labels, extra_labels])
            all_present = torch.cat([present, torch.ones(len(extra_points), 1)])
            extra_points = extra_points.to(device)
        logits = self.model(
            images.to(device).float().contiguous(memory_format=torch.channels_last),
            points.to(device),
            present.to(device),
            image_present.to(device),
            extra_points,
        )
        loss = loss_of(
            logits, labels.to(device), points.to(device), found.to(device), all_present.squeeze(1).to(device)
        )
        self.optimizer.zero_grad(set_to_none=True)
        self.fabric.backward(loss)
        self.fabric.clip_gradients(self.model, self.optimizer, max_norm=5.0)
        self.optimizer.step()
        self.average.update_parameters(self.model.module)
        return float(loss)

    def _finish_epoch(self, loss: float, size: int) -> None:
        averaged = self.average.module
        row = {"epoch": self.epoch, "size": size, "train_loss": loss}
        score = float(self.epoch)
        final = self.options.size[-1]
        if self.val:
            # As it will be shipped: with J and Z as rare as they are.
            expect_still_letters(averaged)
            with self.fabric.autocast():
                scores = validate(averaged, self.val, size, self.fabric.device)
            expect_still_letters(averaged, -MOTION_PRIOR)
            row |= {name: getattr(scores, name) for name in Scores.__slots__}
            # The mean of all and of the worst signer: nobody is to be left behind. Weights of an
            # earlier, smaller size never stay the best.
            score = (scores.static24 + scores.worst_signer) / 2 + (10 if size == final else 0)
            self.fabric.print(
                f"epoch {self.epoch + 1}: static24 {scores.static24:.4f}, all {scores.all29:.4f}, "
                f"worst signer {scores.worst_signer:.4f} (ResNet50 {scores.image24:.4f}, "
                f"landmarks {scores.landmarks24:.4f})"
            )
        self.log.add(**row)
        if score >= self.best:
            self.best = score
            save_weights(averaged, WeightsInfo(size), self.out)

    def _save_checkpoint(self) -> None:
        partial = self.checkpoint.with_suffix(".partial")
        state = {
            "model": self.model.module.state_dict(),
            "average": self.average.state_dict(),
            "optimizer": self.optimizer.optimizer.state_dict(),
            "epoch": self.epoch,
            "best": self.best,
        }
        torch.save(state, partial)
        os.replace(partial, self.checkpoint)

    def _resume(self) -> None:
        try:
            state = torch.load(self.checkpoint, map_location=self.fabric.device, weights_only=True)
            self.model.module.load_state_dict(state["model"])
            self.average.load_state_dict(state["average"])
            self.optimizer.optimizer.load_state_dict(state["optimizer"])
            self.epoch, self.best = int(state["epoch"]), float(state["best"])
        except Exception as error:  # noqa: BLE001 - unpickling damaged files raises nearly anything
            raise UserError(f"'{self.checkpoint}' is damaged ({error}); delete it to start anew") from None
        self.fabric.print(f"going on after epoch {self.epoch}")


def load_downloaded_weights(model: LetterNet) -> None:
    """torchvision's IMAGENET1K_V2 weights; the one download of this program, announced before."""
    from realtime_asl.training.torchvision_import import import_torchvision

    models = import_torchvision().models
    try:
        state = models.ResNet50_Weights.IMAGENET1K_V2.get_state_dict(progress=True)
    except OSError as error:
        raise UserError(f"the starting weights cannot be downloaded ({error}); give --init FILE") from None
    own = model.backbone.state_dict()
    model.backbone.load_state_dict({name: value for name, value in state.items() if name in own}, strict=False)


def _single_thread(_: int) -> None:
    cv2.setNumThreads(0)
    torch.set_num_threads(1)
