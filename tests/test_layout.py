"""The order of the rooms, from the imports themselves; pyproject.toml has the contract."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_no_room_imports_a_later_one_and_nothing_goes_in_circles():
    # In a process of its own: the linter sets up logging for all.
    check = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"

    done = subprocess.run([sys.executable, "-c", check], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


def test_every_room_says_what_comes_in_and_what_goes_out():
    rooms = [folder for folder in (ROOT / "realtime_asl").iterdir() if (folder / "__init__.py").is_file()]

    assert len(rooms) == 13
    for room in rooms:
        text = (room / "__init__.py").read_text(encoding="utf-8")
        assert "In: " in text, room
        assert "Out: " in text, room
        assert "May import" in text, room


def test_tests_stand_in_the_room_of_what_they_test():
    rooms = {folder.name for folder in (ROOT / "realtime_asl").iterdir() if (folder / "__init__.py").is_file()}

    tested = {folder.name for folder in (ROOT / "tests").iterdir() if any(folder.glob("test_*.py"))}

    assert tested <= rooms
