from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path

import pytest
from media import numbered_picture, write_video
from signing_hand import Script

from realtime_asl.errors import UserError
from realtime_asl.evaluation import clips
from realtime_asl.evaluation.clip_results import Signed, compare, summarise, table
from realtime_asl.evaluation.clips import evaluate_clips, read_clip, read_transcripts, run_clips
from realtime_asl.frame import Frame
from realtime_asl.letters.recognizer import Prediction, Recognizer
from realtime_asl.spelling.alignment import align
from realtime_asl.spelling.decoder import LetterEvent

FPS = 20


class ScriptReader:
    """Reads the script instead of the picture, at the time of the frame; everything else is real."""

    def __init__(self, script: Script) -> None:
        self._frames = script.film(fps=FPS)
        self.read: list[float] = []

    def recognize(self, frame: Frame) -> Prediction:
        self.read.append(frame.time)
        nearest = min(self._frames, key=lambda p: abs(p.time - frame.time))
        return Prediction(frame.time, frame.index, frame.size, nearest.posterior, nearest.hand)

    def close(self) -> None:
        self.read.append(-1.0)


def film(path: Path, seconds: float) -> Path:
    return write_video(path, [numbered_picture(k) for k in range(int(seconds * FPS))], fps=FPS)


def letter(name: str, time: float) -> LetterEvent:
    return LetterEvent(time, "letter", name, 0.9, time - 0.5)


def signed(word: str) -> list[Signed]:
    return [Signed(name, float(number), number + 0.8) for number, name in enumerate(word)]


def events(text: str) -> list[LetterEvent]:
    kinds = {" ": "space", "<": "delete"}
    return [
        LetterEvent(k + 0.6, kinds.get(c, "letter"), None if c in kinds else c, 0.9, float(k))
        for k, c in enumerate(text)
    ]


def test_no_name_of_a_clip_changes_the_terminal():
    odd, plain = "a\033[2J_\n1.mp4", "b.mp4"
    lines = table(summarise({name: compare(signed("A"), events("A")) for name in (odd, plain)})).splitlines()
    assert all(line.isprintable() for line in lines)
    assert sum(line.startswith("a\\x1b[2J") for line in lines) == 2  # of the clip, and of those called alike


class TestTranscripts:
    def write(self, folder: Path, text: str) -> Path:
        (folder / "transcripts.csv").write_text(text, encoding="utf-8")
        return folder

    def test_letters_of_each_clip_in_their_order(self, tmp_path):
        rows = "clip,start_s,end_s,letter\na.mp4,0.5,1.5,B\nb.mp4,,,J\na.mp4,2,3,a\n"
        assert read_transcripts(self.write(tmp_path, rows)) == {
            "a.mp4": [Signed("B", 0.5, 1.5), Signed("A", 2.0, 3.0)],
            "b.mp4": [Signed("J", None, None)],
        }

    def test_a_row_without_a_letter_names_a_clip_in_which_nobody_spells(self, tmp_path):
        rows = "clip,start_s,end_s,letter\nwave.mp4,,,\nb.mp4,,,J\n"
        assert read_transcripts(self.write(tmp_path, rows)) == {"wave.mp4": [], "b.mp4": [Signed("J", None, None)]}

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("clip,start_s,end_s,letter\na.mp4,x,1,A\n", "line 2"),
            ("clip,start_s,end_s,letter\na.mp4,0,1,A\na.mp4,1,2,AB\n", "line 3"),
            ("clip,start_s,end_s,letter\na.mp4,0\n", "line 2"),
            ("clip,start_s,end_s,letter\n\na.mp4,0,1,A\n\na.mp4,1,2,AB\n", "line 5"),
            ("clip,start_s,end_s,letter\na.mp4,0,1,A\n,,,\n", "line 3 .* names no clip"),
            ("clip,start_s,end_s,letter\na.mp4,0,1,A\na.mp4,nan,nan,B\n", "line 3"),  # would be NaN in the JSON summary
            ("clip,start_s,end_s,letter\na.mp4,0,inf,A\n", "line 2"),
            ("name,letter\na.mp4,A\n", "line 2"),
            ("clip,start_s,end_s,letter\n", "no clips"),
        ],
    )
    def test_bad_rows_are_named(self, tmp_path, text, words):
        with pytest.raises(UserError, match=words):
            read_transcripts(self.write(tmp_path, text))

    def test_other_bytes_are_no_transcript(self, tmp_path):
        (tmp_path / "transcripts.csv").write_bytes(bytes(range(128, 256)) * 20)
        with pytest.raises(UserError, match=r"transcripts\.csv"):
            read_transcripts(tmp_path)


class TestAlignment:
    @pytest.mark.parametrize(
        ("expected", "spelled", "insertions", "deletions", "substitutions"),
        [
            ("HELLO", "HELLO", 0, 0, 0),
            ("HELLO", "HELO", 0, 1, 0),
            ("HELO", "HELLO", 1, 0, 0),
            ("HELLO", "HEIIO", 0, 0, 2),
            ("ABC", "", 0, 3, 0),
            ("", "AB", 2, 0, 0),
            ("ABCD", "XABD", 1, 1, 0),
            ("KITTEN", "SITTING", 1, 0, 2),
        ],
    )
    def test_counts_a_shortest_way(self, expected, spelled, insertions, deletions, substitutions):
        result = compare(signed(expected), events(spelled))
        assert (result.insertions, result.deletions, result.substitutions) == (insertions, deletions, substitutions)
        pairs = align(expected, spelled)
        assert [i for i, _ in pairs if i is not None] == list(range(len(expected)))
        assert [j for _, j in pairs if j is not None] == list(range(len(spelled)))


class TestComparison:
    def test_spaces_are_shown_but_are_no_letters(self):
        result = compare(signed("AB"), events(" A B  "))
        assert result.spelled == "A B"
        assert result.insertions + result.deletions + result.substitutions == 0

    def test_a_delete_takes_a_letter_back(self):
        result = compare(signed("AB"), events("AX<B"))
        assert result.spelled == "AB"
        assert result.insertions == 0

    def test_moving_letters_are_counted_apart(self):
        result = compare(signed("JAZ"), events("JJAD"))
        assert (result.moving_found, result.moving_false) == (1, 1)
        assert result.insertions == 1
        assert result.substitutions == 1

    def test_delays_are_those_of_still_letters_that_were_read(self):
        result = compare(signed("AJBC"), [letter("A", 0.7), letter("J", 1.9), letter("X", 2.2), letter("C", 3.5)])
        assert result.delays == pytest.approx((0.7, 0.5))

    def test_a_clip_of_one_letter_may_repeat_it(self):
        once = [Signed("J", None, None)]
        assert compare(once, events("JJ J")).insertions == 0
        assert compare(once, events("JIJ")).insertions == 2
        assert compare(signed("J"), events("JJ")).insertions == 1

    def test_the_summary_adds_up(self):
        results = {"a.mp4": compare(signed("HELLO"), events("HELO")), "z.mp4": compare(signed("ZA"), events("ZB"))}
        summary = summarise(results)
        assert summary["letters"] == 7
        assert summary["letter_error_rate"] == pytest.approx(2 / 7, abs=1e-4)
        assert (summary["insertions"], summary["deletions"], summary["substitutions"]) == (0, 1, 1)
        assert (summary["jz_found"], summary["jz_total"], summary["jz_false"]) == (1, 1, 0)
        assert summary["per_clip"]["a.mp4"]["spelled"] == "HELO"
        text = table(summary)
        assert "28.6 %" in text
        assert "HELO" in text
        json.dumps(summary)

    def test_clips_in_which_nobody_spells_have_figures_of_their_own(self):
        results = {
            "word_AB.mp4": compare(signed("AB"), events("AB"), 4.0),
            "none_1.mp4": compare([], events("J G"), 20.0),
            "none_2.mp4": compare([], [], 10.0),
        }
        summary = summarise(results)
        assert (summary["clips"], summary["clips_without"], summary["letters"]) == (3, 2, 2)
        assert (summary["letter_error_rate"], summary["insertions"], summary["jz_false"]) == (0, 0, 0)
        assert (summary["false_letters"], summary["false_letters_per_minute"]) == (2, 4.0)
        assert summary["per_clip"]["none_1.mp4"]["letter_error_rate"] is None
        assert "4.0 a minute" in table(summary)

    def test_clips_whose_names_begin_alike_have_a_line_together(self):
        results = {f"{name}.mp4": compare(signed("AB"), events("A")) for name in ("quick_AB", "slow_AB", "quick_BA")}
        summary = summarise(results)
        assert {name: group["clips"] for name, group in summary["per_prefix"].items()} == {"quick": 2, "slow": 1}
        assert summary["per_prefix"]["quick"]["deletions"] == 2
        assert any(line.startswith("quick") and "50.0 % of 4" in line for line in table(summary).splitlines())

    def test_only_clips_in_which_nobody_spells(self):
        summary = summarise({"none.mp4": compare([], [], 30.0)})
        assert summary["letter_error_rate"] is None
        assert summary["false_letters_per_minute"] == 0
        assert "nobody spells" in table(summary)


class TestClips:
    def script(self) -> Script:
        return Script().away(0.5).letter("B").letter("A").letter("G").away(0.5)

    def test_every_frame_of_the_file_is_read_at_its_time(self, tmp_path):
        script = self.script()
        reader, path = ScriptReader(script), film(tmp_path / "bag.mp4", script.time)
        result = read_clip(path, signed("BAG"), reader, hold=0.5)
        assert result.spelled == "BAG"
        assert result.error is None
        assert reader.read == pytest.approx([k / FPS for k in range(int(script.time * FPS))], abs=0.002)

    def test_every_second_frame_gives_the_same(self, tmp_path):
        script = self.script()
        reader, path = ScriptReader(script), film(tmp_path / "bag.mp4", script.time)
        assert read_clip(path, signed("BAG"), reader, every=2, hold=0.5).spelled == "BAG"
        assert len(reader.read) == pytest.approx(script.time * FPS / 2, abs=1)

    def test_the_hold_time_counts(self, tmp_path):
        script = self.script()
        path = film(tmp_path / "bag.mp4", script.time)
        assert read_clip(path, signed("BAG"), ScriptReader(script), hold=1.5).spelled == ""

    def test_a_folder_is_summed_up_and_readers_are_closed(self, tmp_path):
        script, readers = self.script(), []
        film(tmp_path / "bag.mp4", script.time)
        rows = "\n".join(f"bag.mp4,{0.5 + k},{1.3 + k},{name}" for k, name in enumerate("BAG"))
        (tmp_path / "transcripts.csv").write_text(f"clip,start_s,end_s,letter\n{rows}\ngone.mp4,,,Z\n", "utf-8")

        def reader() -> ScriptReader:
            readers.append(ScriptReader(script))
            return readers[-1]

        summary = evaluate_clips(tmp_path, reader, hold=0.5)
        assert (summary["clips"], summary["letters"], summary["deletions"]) == (2, 4, 1)
        assert summary["commit_delay_s_p50"] == pytest.approx(0.5, abs=0.15)
        assert (summary["jz_found"], summary["jz_total"]) == (0, 1)
        assert list(summary["failed"]) == ["gone.mp4"]
        assert [reader.read[-1] for reader in readers] == [-1.0, -1.0]

    def test_the_length_of_a_clip_counts_where_nobody_spells(self, tmp_path):
        script = self.script()
        film(tmp_path / "wave.mp4", script.time)
        (tmp_path / "transcripts.csv").write_text("clip,start_s,end_s,letter\nwave.mp4,,,\n", "utf-8")
        summary = evaluate_clips(tmp_path, lambda: ScriptReader(script), hold=0.5)
        assert summary["false_letters"] == 3
        assert summary["false_letters_per_minute"] == pytest.approx(3 * 60 / script.time, rel=0.03)

    def test_a_damaged_clip_keeps_what_could_be_read(self, tmp_path):
        script = self.script()
        # Matroska has no index at its end, so that its first part can be played.
        broken = film(tmp_path / "broken.mkv", script.time)
        broken.write_bytes(broken.read_bytes()[: broken.stat().st_size * 2 // 3])
        result = read_clip(broken, signed("BAG"), ScriptReader(script), hold=0.5)
        assert result.spelled.startswith("B")


class TestCommand:
    def options(self, **changes: object) -> argparse.Namespace:
        given = {
            "model": None,
            "backend": "onnxruntime",
            "hand_model": None,
            "hand": "auto",
            "json": True,
            "report": None,
        }
        return argparse.Namespace(**(given | {"every": 1, "hold": 0.5} | changes))

    def test_bad_transcripts_are_one_line(self, tmp_path):
        (tmp_path / "transcripts.csv").write_text("clip,start_s,end_s,letter\n", "utf-8")
        with pytest.raises(UserError, match="no clips"):
            run_clips(tmp_path, self.options())

    def test_a_report_is_written(self, tmp_path, monkeypatch, capsys):
        pytest.importorskip("matplotlib", reason="--report needs the extra 'train'")
        script = TestClips().script()
        film(tmp_path / "bag.mp4", script.time)
        (tmp_path / "transcripts.csv").write_text("clip,start_s,end_s,letter\nbag.mp4,0.5,1.3,B\n", "utf-8")
        monkeypatch.setattr(clips, "Recognizer", lambda *models: ScriptReader(script))
        report = tmp_path / "report"
        assert run_clips(tmp_path, self.options(report=str(report), overwrite=False)) == 0
        with (report / "per_clip.csv").open(newline="", encoding="utf-8") as file:
            (row,) = csv.DictReader(file)
        assert (row["clip"], row["expected"], row["spelled"]) == ("bag.mp4", "B", "BAG")
        assert "bag.mp4" in (report / "report.md").read_text("utf-8")
        assert json.loads(capsys.readouterr().out)["insertions"] == 2


class TestRealClips:
    """The real pipeline on real people; every clip is measured by the command `evaluate`."""

    @pytest.mark.parametrize(
        ("clip", "every", "expected"),
        [
            ("word_BAG.mp4", 1, "BAG"),
            ("word_BAG.mp4", 2, "BAG"),
            ("letter_J_2.mp4", 1, "J"),
            ("letter_Z_2.mp4", 1, "Z"),
            ("letter_Z_2.mp4", 2, "Z"),
            ("spliced_kennethowen_QUICK.mp4", 1, "QUICK"),
        ],
    )
    def test_are_spelled(self, shared, clip, every, expected):
        reader = Recognizer()
        try:
            result = read_clip(shared / "video" / clip, read_transcripts(shared / "video")[clip], reader, every)
        finally:
            reader.close()
        if every == 1:
            assert result.spelled == expected
        else:  # half the frames: the same within one letter
            assert expected in result.spelled
            assert len(result.spelled) <= len(expected) + 1
        assert result.moving_false == 0
