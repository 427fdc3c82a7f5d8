"""One training run: data, network, optimiser, and the loop over epochs, with checkpoints.

All randomness derives from (seed, epoch, sample), so a resumed run sees what an uninterrupted one would have seen.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import torch
from lightning_fabric import Fabric
from torch.optim.swa_utils import AveragedModel
from torch.utils.data import DataLoader
from tqdm import tqdm

from realtime_asl.alphabet import CLASSES, NOTHING
from realtime_asl.errors import UserError
from realtime_asl.training.augment import Augmentation
from realtime_asl.training.calibration import MOTION_PRIOR, collect_logits, expect_still_letters, fit_temperature
from realtime_asl.training.checkpoint import Stateful, checkpoint_of, load_checkpoint, save_checkpoint
from realtime_asl.training.data import FEATURES, BalancedSampler, LetterDataset, Sample, balanced_weights
from realtime_asl.training.landmark_set import LandmarkSampler, load_landmark_set
from realtime_asl.training.log import Log
from realtime_asl.training.model import LetterNet
from realtime_asl.training.optimization import Targets, average_into, freeze, learning_rate, loss_of, parameter_groups
from realtime_asl.training.starting_weights import load_downloaded_weights, load_starting_weights
from realtime_asl.training.validation import Scores, validate
from realtime_asl.training.weights import WeightsInfo, load_weights, save_weights, start_from

#: Share of rows whose picture or landmarks are hidden from the joint head, so that it reads with either of them.
HIDE_IMAGE, HIDE_LANDMARKS = 0.12, 0.25
#: Share of the epochs that are trained on the last of the given sizes.
LAST_SIZE_SHARE = 0.4
#: How often a run is scored on the validation pictures. Their scores are for people to read: which weights are kept
#: is not chosen by them, since what is chosen on few signers fits those few.
VALIDATIONS = 4


class Training:
    """One run.

    Args:
        fabric: devices, precision, processes.
        options: of the command `train`.
        out: where the weights go; checkpoint and log lie beside it.
        samples: what is trained on.
        val: pictures of other signers, for scores and the temperature; may be empty.

    Raises:
        UserError: a signer is in both.
    """

    def __init__(
        self, fabric: Fabric, options: argparse.Namespace, out: Path, samples: list[Sample], val: Sequence[Sample] = ()
    ) -> None:
        self.fabric, self.options, self.out = fabric, options, out
        #: Nothing is scored by labels that a person would dispute, nor is the temperature fitted to them.
        self.samples, self.val = samples, [sample for sample in val if not sample.doubt]
        overlap = {s.signer for s in self.samples} & {s.signer for s in val}
        if overlap:
            raise UserError(f"signers {sorted(overlap)} are in both training and --val; split by signer")
        backgrounds = [s.image for s in self.samples if CLASSES[s.label] == NOTHING and not s.hands]
        self.augmentation = Augmentation(backgrounds=tuple(backgrounds))
        self.count = options.samples
        self.sampler = BalancedSampler(
            balanced_weights(self.samples), self.count, options.seed, fabric.global_rank, fabric.world_size
        )
        landmarks = load_landmark_set(Path(options.landmarks)) if options.landmarks else None
        self.extra = LandmarkSampler(landmarks, options.batch) if landmarks else None
        self.steps_per_epoch = max(1, len(self.sampler) // options.batch)
        self.checkpoint = checkpoint_of(out)
        self.resumed = options.resume and self.checkpoint.is_file()
        model = self._new_model()
        if not self.resumed and fabric.is_global_zero:  # now that this one can begin
            self.checkpoint.unlink(missing_ok=True)  # of another run, which nobody is to go on with
        freeze(model, options.freeze)
        # Buffers, the batch-norm statistics, are averaged along with the weights they belong to.
        self.average = AveragedModel(model, multi_avg_fn=average_into, use_buffers=True)
        self.average.to(fabric.device)
        optimizer = torch.optim.AdamW(parameter_groups(model, options.lr), lr=options.lr)
        self.model, self.optimizer = fabric.setup(model, optimizer)
        self.epoch = 0
        if self.resumed:
            self.epoch = load_checkpoint(self.checkpoint, self._parts, fabric.device)
            fabric.print(f"going on after epoch {self.epoch}")
        self.log = Log(out.with_name(out.stem + ".log.csv"), fresh=not self.resumed) if fabric.is_global_zero else None

    def _new_model(self) -> LetterNet:
        options = self.options
        model = LetterNet(told=FEATURES if any(sample.features is not None for sample in self.samples) else 0)
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
        """Input sizes by stage: small pictures first, the last epochs on the final size."""
        sizes = self.options.size
        share = (epoch + 1) / self.options.epochs
        early = 1 - LAST_SIZE_SHARE
        return sizes[-1] if share > early else sizes[int(share / early * (len(sizes) - 1) * 0.999)]

    def run(self) -> None:
        """Trains to the last epoch; writes a checkpoint and the averaged weights after each."""
        while self.epoch < self.options.epochs:
            size = self._size(self.epoch)
            loss = self._train_epoch(size)
            row = self._finish_epoch(loss, size) if self.fabric.is_global_zero else {}
            self.epoch += 1
            if self.fabric.is_global_zero:
                save_checkpoint(self.checkpoint, self._parts, self.epoch)
                self.log.add(**row)  # last: whatever becomes of the curve, the epoch is kept
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
        for number, batch in enumerate(bar):
            step = self.epoch * self.steps_per_epoch + number
            for group in self.optimizer.param_groups:
                group["lr"] = group["max_lr"] * learning_rate(step, steps, min(300, steps // 10 + 1))
            loss = self._step(batch, rng)
            total, count = total + loss, count + 1
            bar.set_postfix(loss=f"{total / count:.3f}")
        return total / max(1, count)

    def _step(
        self,
        batch: Sequence[torch.Tensor],
        rng: np.random.Generator,
    ) -> float:
        images, points, present, labels, features = batch  # see LetterDataset
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
        targets = Targets(labels, points, found, all_present.squeeze(1), features)
        loss = loss_of(logits, Targets(*(each.to(device) for each in targets)))
        self.optimizer.zero_grad(set_to_none=True)
        self.fabric.backward(loss)
        self.fabric.clip_gradients(self.model, self.optimizer, max_norm=5.0)
        self.optimizer.step()
        self.average.update_parameters(self.model.module)
        return float(loss.detach())

    def _finish_epoch(self, loss: float, size: int) -> dict[str, float]:
        """Writes the averaged weights; returns what there is to log."""
        averaged = self.average.module
        row = {"epoch": self.epoch, "size": size, "train_loss": loss}
        if self.val:
            done = self.epoch + 1
            due = done == self.options.epochs or done % max(1, self.options.epochs // VALIDATIONS) == 0
            row |= self._validate(averaged, size) if due else dict.fromkeys(Scores.__slots__, float("nan"))
        save_weights(averaged, WeightsInfo(size), self.out)
        return row

    def _validate(self, averaged: LetterNet, size: int) -> dict[str, float]:
        # As it will be shipped: with J and Z as rare as they are.
        expect_still_letters(averaged)
        with self.fabric.autocast():
            scores = validate(averaged, self.val, size, self.fabric.device)
        expect_still_letters(averaged, -MOTION_PRIOR)
        self.fabric.print(
            f"epoch {self.epoch + 1}: static24 {scores.static24:.4f}, all {scores.all29:.4f}, mean over signers "
            f"{scores.signers_mean:.4f}, worst tenth {scores.worst_tenth:.4f} (ResNet50 {scores.image24:.4f}, "
            f"landmarks {scores.landmarks24:.4f})"
        )
        return {name: getattr(scores, name) for name in Scores.__slots__}

    @property
    def _parts(self) -> dict[str, Stateful]:
        """What a checkpoint holds."""
        return {"model": self.model.module, "average": self.average, "optimizer": self.optimizer.optimizer}


def _single_thread(_: int) -> None:
    cv2.setNumThreads(0)
    torch.set_num_threads(1)
