"""MediaPipe's hand-landmark network as a torch module: the layers below its outputs, ready to be trained on.

It was fitted by its makers to many more hands than any collection of fingerspelling shows (Apache-2.0), so its
features hold on people who are new. The weights come from the hand_landmarker.task that the live program uses.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from realtime_asl.errors import UserError

#: The network inside the .task file, which is a zip archive.
_MEMBER = "hand_landmarks_detector.tflite"
#: Inverted-residual blocks: (kernel, stride, channels in, widened to, channels out).
_BLOCKS = (
    (3, 2, 16, 64, 24),
    (3, 1, 24, 144, 24),
    (5, 2, 24, 144, 40),
    (5, 1, 40, 240, 40),
    (3, 2, 40, 240, 80),
    (3, 1, 80, 480, 80),
    (3, 1, 80, 480, 80),
    (5, 1, 80, 480, 112),
    (5, 1, 112, 672, 112),
    (5, 1, 112, 672, 112),
    (5, 2, 112, 672, 192),
    (5, 1, 192, 1152, 192),
    (5, 1, 192, 1152, 192),
    (5, 1, 192, 1152, 192),
)
#: Channels of the features.
FEATURES = 1152


class _Convolution(nn.Module):
    """A convolution with TensorFlow's "same" padding, which is uneven where the stride is 2, and ReLU6 if wanted."""

    def __init__(
        self, into: int, out: int, kernel: int, *, stride: int = 1, groups: int = 1, relu: bool = True
    ) -> None:
        super().__init__()
        before = (kernel - stride) // 2
        after = kernel - stride - before
        even = before == after
        self.pad = nn.Identity() if even else nn.ZeroPad2d((before, after, before, after))
        self.conv = nn.Conv2d(into, out, kernel, stride, before if even else 0, groups=groups)
        self.act = nn.ReLU6() if relu else nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        return self.act(self.conv(self.pad(x)))


class _Block(nn.Module):
    def __init__(self, kernel: int, stride: int, into: int, wide: int, out: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            _Convolution(into, wide, 1),
            _Convolution(wide, wide, kernel, stride=stride, groups=wide),
            _Convolution(wide, out, 1, relu=False),
        )
        self.residual = into == out and stride == 1

    def forward(self, x: Tensor) -> Tensor:
        return x + self.layers(x) if self.residual else self.layers(x)


class HandBackbone(nn.Module):
    """(batch, 3, size, size) float RGB 0..1 -> (batch, 1152) features, at any size; its makers' is 224."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(
            _Convolution(3, 24, 3, stride=2), _Convolution(24, 24, 3, groups=24), _Convolution(24, 16, 1, relu=False)
        )
        self.blocks = nn.Sequential(*(_Block(*block) for block in _BLOCKS))
        self.top = nn.Sequential(_Convolution(192, FEATURES, 1), _Convolution(FEATURES, FEATURES, 3, groups=FEATURES))

    def forward(self, image: Tensor) -> Tensor:
        """See above."""
        return self.top(self.blocks(self.stem(image))).mean((2, 3))


def load_hand_weights(backbone: HandBackbone, task: Path) -> None:
    """Copies the convolutions of MediaPipe's hand_landmarker.task into `backbone`.

    Raises:
        UserError: not such a file, or its network has another shape.
    """
    ours = [module for module in backbone.modules() if isinstance(module, nn.Conv2d)]
    try:
        with zipfile.ZipFile(task) as archive:
            stored = list(_convolutions(archive.read(_MEMBER)))
        if len(stored) != len(ours):
            raise ValueError(f"{len(stored)} convolutions instead of {len(ours)}")
        with torch.no_grad():
            for convolution, (kernel, bias) in zip(ours, stored, strict=True):
                if kernel.shape != convolution.weight.shape:
                    raise ValueError(f"a convolution of shape {kernel.shape}")
                convolution.weight.copy_(torch.from_numpy(kernel))
                convolution.bias.copy_(torch.from_numpy(bias))
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise UserError(f"hand model '{task}' does not fit ({error}); give the hand_landmarker.task") from None


def _convolutions(content: bytes) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """(weight (out, in / groups, height, width), bias (out,)) of each convolution, in the order of evaluation."""
    import tflite

    graph_file = tflite.Model.GetRootAs(content, 0)
    graph = graph_file.Subgraphs(0)
    source: dict[int, int] = {}  # weights are stored in half precision and pass through a conversion first

    def values(tensor: int) -> np.ndarray:
        tensor = source.get(tensor, tensor)
        entry = graph.Tensors(tensor)
        kind = np.float16 if entry.Type() == tflite.TensorType.FLOAT16 else np.float32
        data = graph_file.Buffers(entry.Buffer()).DataAsNumpy().tobytes()
        return np.frombuffer(data, kind).astype(np.float32).reshape(entry.ShapeAsNumpy())

    for number in range(graph.OperatorsLength()):
        operator = graph.Operators(number)
        code = graph_file.OperatorCodes(operator.OpcodeIndex())
        kind = max(code.BuiltinCode(), code.DeprecatedBuiltinCode())
        if kind == tflite.BuiltinOperator.DEQUANTIZE:
            source[operator.Outputs(0)] = operator.Inputs(0)
        elif kind == tflite.BuiltinOperator.CONV_2D:
            yield values(operator.Inputs(1)).transpose(0, 3, 1, 2).copy(), values(operator.Inputs(2))
        elif kind == tflite.BuiltinOperator.DEPTHWISE_CONV_2D:
            yield values(operator.Inputs(1)).transpose(3, 0, 1, 2).copy(), values(operator.Inputs(2))
