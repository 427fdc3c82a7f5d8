"""What the program costs before an empty room, measured on the real program."""

from __future__ import annotations

import json

from realtime_asl.cli import main
from realtime_asl.diagnosis import idle


def test_the_empty_room_is_measured_at_the_cameras_rate(monkeypatch, capsys):
    for name, seconds in (("IDLE_AFTER_S", 0.5), ("SETTLE_S", 0.5), ("MEASURED_S", 1.0)):
        monkeypatch.setattr(idle, name, seconds)

    assert main(["benchmark", "--idle", "--json"]) == 0

    result = json.loads(capsys.readouterr().out)
    assert result["idle_cpu_s_per_s"] > 0
    assert 0 < result["fps"] < 40
    assert result["hand_p50_ms"] > 0
    assert "nobody in view" in idle.table(result)
