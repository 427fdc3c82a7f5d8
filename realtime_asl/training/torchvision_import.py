"""Imports torchvision, also where its compiled part does not fit the installed torch.

A CPU build of torch beside the registry's torchvision (linked against CUDA) fails at import
with ``operator torchvision::nms does not exist``. The network needs none of these operators,
so declaring them is enough. Where torchvision is healthy they must not be declared: that
aborts the process. So the ordinary import always comes first.
"""

from __future__ import annotations

import importlib
import re
import sys
from types import ModuleType

_MISSING = re.compile(r"operator torchvision::(\w+) does not exist")
#: Kept for the life of the process: torch drops the declarations with the library object.
_declared: list[object] = []


def import_torchvision() -> ModuleType:
    """torchvision, imported; raises ImportError or RuntimeError where it is broken in another way."""
    if "torchvision" in sys.modules:
        return sys.modules["torchvision"]
    library = None
    declared: set[str] = set()
    while True:
        try:
            return importlib.import_module("torchvision")
        except RuntimeError as error:
            missing = _MISSING.search(str(error))
            if missing is None or missing[1] in declared:
                raise
            for name in [name for name in sys.modules if name.split(".")[0] == "torchvision"]:
                del sys.modules[name]
            if library is None:
                import torch

                library = torch.library.Library("torchvision", "DEF")
                _declared.append(library)
            library.define(f"{missing[1]}(Tensor input) -> Tensor")
            declared.add(missing[1])
