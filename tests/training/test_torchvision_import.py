"""Each case runs in a process of its own: what is imported or declared once stays so."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytest.importorskip("torch", reason="training needs the extra 'train'")

PROGRAM = """
from realtime_asl.training import torchvision_import
try:
    module = torchvision_import.import_torchvision()
except RuntimeError as error:
    print("RuntimeError:", error)
else:
    print(getattr(module, "STATE", "real"), len(torchvision_import._declared))
"""


def run(program: str, environment: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def stand_in(tmp_path, program_environment):
    """Makes a package `torchvision` of the given source come first."""

    def make(source: str) -> dict[str, str]:
        (tmp_path / "torchvision").mkdir()
        (tmp_path / "torchvision" / "__init__.py").write_text(source, encoding="utf-8")
        return program_environment | {"PYTHONPATH": f"{tmp_path}:{program_environment['PYTHONPATH']}"}

    return make


def test_installed_torchvision_builds_the_network(program_environment):
    program = (
        "from realtime_asl.training.torchvision_import import import_torchvision;"
        "print(import_torchvision().models.resnet50(weights=None).fc.in_features)"
    )
    assert run(program, program_environment) == "2048"


def test_nothing_is_declared_where_torchvision_is_healthy(stand_in):
    assert run(PROGRAM, stand_in("STATE = 'healthy'")) == "healthy 0"


def test_missing_operators_are_declared_one_after_the_other(stand_in):
    source = """
import torch
for name in ("first_missing", "second_missing"):
    if not hasattr(torch.ops.torchvision, name):
        raise RuntimeError(f"operator torchvision::{name} does not exist")
STATE = "mended"
"""
    assert run(PROGRAM, stand_in(source)) == "mended 1"


def test_other_failures_are_passed_on(stand_in):
    environment = stand_in("raise RuntimeError('no such library')")
    assert run(PROGRAM, environment) == "RuntimeError: no such library"


def test_an_operator_that_stays_missing_is_no_endless_loop(stand_in):
    environment = stand_in("raise RuntimeError('operator torchvision::never does not exist')")
    assert run(PROGRAM, environment) == "RuntimeError: operator torchvision::never does not exist"
