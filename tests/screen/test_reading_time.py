"""Long lines stay longer than short ones."""

from __future__ import annotations

from realtime_asl.screen.reading_time import seconds_to_read


def test_a_long_line_stays_long_enough_to_be_read():
    long = "practice history cannot be saved (No space left on device); free some space, or use --no-save"
    assert seconds_to_read("Copied") == 2.0
    assert 5.0 < seconds_to_read(long) < 10.0
