"""Pictures as they come from phones, sensors and editors: read, and turned as far as their orientation can be known."""

from __future__ import annotations

import struct
import zlib

import cv2
import numpy as np
import pytest
from PIL import Image

from realtime_asl.sources.picture_files import find_pictures
from realtime_asl.sources.pictures import read_picture

#: Left half red, right half blue, as RGB; turned by orientation 6, red is on top.
HALVES = np.zeros((40, 60, 3), np.uint8)
HALVES[:, :30], HALVES[:, 30:] = (200, 0, 0), (0, 0, 200)
SHORT, ASCII, LONG, RATIONAL, BYTE, DOUBLE, UNDEFINED = 3, 2, 4, 5, 1, 12, 7


def entry(tag: int, kind: int, count: int, value: bytes) -> bytes:
    return struct.pack("<HHI", tag, kind, count) + value.ljust(4, b"\0")[:4]


def exif(*entries: bytes, count: int | None = None, tail: bytes = b"", order: str = "<") -> bytes:
    head = b"Exif\0\0II*\0" + struct.pack("<IH", 8, len(entries) if count is None else count)
    return head + b"".join(entries) + b"\0\0\0\0" + tail


TURN = entry(0x0112, SHORT, 1, b"\6\0")
ODD = {
    "unit as text": exif(TURN, entry(0x0128, ASCII, 4, b"abc")),
    "resolution twice": exif(TURN, entry(0x011A, DOUBLE, 1, b"\x26"), tail=b"\0" * 6 + b"\xf8\x7f"),
    "orientation twice": exif(TURN, TURN),
    "orientation twice, once nonsense": exif(entry(0x0112, SHORT, 1, b"\x63\0"), TURN),
    "orientation as text": exif(entry(0x0112, ASCII, 2, b"6\0")),
    "orientation as a long": exif(entry(0x0112, LONG, 1, b"\6\0\0\0")),
    "orientation as a byte": exif(entry(0x0112, BYTE, 1, b"\6")),
    "orientation of no type": exif(entry(0x0112, 99, 1, b"\6\0")),
    "orientation undefined": exif(entry(0x0112, UNDEFINED, 1, b"\6")),
    "orientation as a fraction": exif(entry(0x0112, RATIONAL, 1, b"\x1a"), tail=struct.pack("<II", 6, 1)),
    "cut off": exif(TURN, count=40)[:-4],
    "offsets out of the data": exif(
        TURN, entry(0x0132, ASCII, 20, b"\xff\xff\xff\x7f"), entry(0x8769, LONG, 1, b"\xff\xff\xff\xff")
    ),
    "an infinite number": exif(TURN, entry(0x011A, DOUBLE, 1, b"\x26"), tail=struct.pack("<d", float("inf"))),
    "a division by zero": exif(TURN, entry(0x011A, RATIONAL, 1, b"\x26"), tail=struct.pack("<II", 1, 0)),
}


@pytest.mark.parametrize("data", ODD.values(), ids=ODD)
@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp"])
def test_odd_exif_costs_nothing(tmp_path, data, suffix):
    file = tmp_path / f"a{suffix}"
    Image.fromarray(HALVES).save(file, exif=data)
    image = read_picture(file)
    assert image.shape == (60, 40, 3)
    assert image[5, 20, 2] > 150


@pytest.mark.parametrize(
    "junk", [b"", b"Exif\0\0", b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0MM\0*\0\0\0\x08\xff\xff", b"x" * 50]
)
def test_without_any_orientation_it_stays_as_it_is(tmp_path, junk):
    Image.fromarray(HALVES).save(tmp_path / "a.jpg", exif=junk)
    assert read_picture(tmp_path / "a.jpg").shape == (40, 60, 3)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_all_orientations_are_as_pillow_turns_them(tmp_path, orientation):
    from PIL import ImageOps

    data = Image.Exif()
    data[0x0112] = orientation
    picture = np.random.default_rng(0).integers(0, 255, (10, 14, 3), np.uint8)
    Image.fromarray(picture).save(tmp_path / "a.png", exif=data)
    with Image.open(tmp_path / "a.png") as opened:
        expected = np.asarray(ImageOps.exif_transpose(opened))
    assert (read_picture(tmp_path / "a.png")[:, :, ::-1] == expected).all()


@pytest.mark.parametrize("bits", range(8, 17))
@pytest.mark.parametrize("suffix", [".png", ".tiff", ".pgm"])
@pytest.mark.parametrize("colour", [False, True], ids=["grey", "colour"])
def test_sensors_of_any_depth_look_like_the_8_bit_picture(tmp_path, bits, suffix, colour):
    if colour and suffix == ".pgm":
        pytest.skip("PGM is grey")
    eight = cv2.resize(np.arange(256, dtype=np.uint8).reshape(16, 16), (96, 64))
    eight = np.dstack([eight, eight[::-1], eight]) if colour else eight
    values = (eight.astype(np.uint32) * (2**bits - 1) // 255).astype(np.uint16)
    cv2.imwrite(str(tmp_path / f"a{suffix}"), values)
    image = read_picture(tmp_path / f"a{suffix}")
    expected = eight if colour else np.dstack([eight] * 3)
    assert np.abs(image.astype(int) - expected).max() <= 3


def test_a_few_hot_pixels_do_not_darken_the_picture(tmp_path):
    values = np.full((200, 200), 3000, np.uint16)
    values[::2] = 1000
    values[5, :9] = 65535
    cv2.imwrite(str(tmp_path / "a.png"), values)
    assert read_picture(tmp_path / "a.png").mean() > 100


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@pytest.mark.parametrize("kind", ["text", "packed text", "xmp", "profile"])
@pytest.mark.parametrize("size", [2 << 20, 30 << 20])
def test_a_png_with_much_beside_the_picture(tmp_path, kind, size):
    file = tmp_path / "a.png"
    Image.fromarray(HALVES).save(file)
    much = bytes(range(32, 127)) * (size // 95)
    extra = {
        "text": chunk(b"tEXt", b"Comment\0" + much),
        "packed text": chunk(b"zTXt", b"Comment\0\0" + zlib.compress(much)),
        "xmp": chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + much),
        "profile": chunk(b"iCCP", b"mine\0\0" + zlib.compress(much)),
    }[kind]
    data = file.read_bytes()
    file.write_bytes(data[:33] + extra + data[33:])
    assert (read_picture(file)[:, :, ::-1] == HALVES).all()


def test_pictures_are_found_by_what_is_in_them(tmp_path):
    picture = Image.fromarray(HALVES)
    for name, kind in [
        *(("a.jfif", "JPEG"), ("b.avif", "AVIF"), ("c.dat", "PNG"), ("d", "WEBP"), ("e.jpg.download", "JPEG")),
        *(("f.JPE", "JPEG"), ("g.txt", "TIFF")),
    ]:
        picture.save(tmp_path / name, kind)
    (tmp_path / "read me.txt").write_text("no picture")
    (tmp_path / "film.mp4").write_bytes(b"\0\0\0\x18ftypisom" + b"\0" * 50)
    (tmp_path / "notes.jpg").write_text("no picture either")
    (tmp_path / "drawing.eps").write_text("%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n")
    (tmp_path / "cut.jpg").write_bytes((tmp_path / "a.jfif").read_bytes()[:60])
    for companion in ("._a.jpg", "__MACOSX/a.jpg", "__MACOSX/._b.jpg", ".DS_Store", "@eaDir/a.jpg", "Thumbs.db"):
        (tmp_path / companion).parent.mkdir(exist_ok=True)
        (tmp_path / companion).write_bytes(b"\0\5\x16\7 Mac OS X")
    (tmp_path / "a copy.jpg").write_bytes(b"\0\5\x16\7\0\2\0\0Mac OS X")
    found = find_pictures(tmp_path)
    names = [path.name for path in found.pictures]
    assert names == ["a.jfif", "b.avif", "c.dat", "cut.jpg", "d", "e.jpg.download", "f.JPE", "g.txt"]
    assert {path.name for path in found.left_out} == {"read me.txt", "film.mp4", "notes.jpg", "drawing.eps"}


def test_real_odd_pictures(shared):
    cases = shared / "cases"
    assert read_picture(cases / "B_sensor12.png").mean() > 60
    assert read_picture(cases / "big_text.png").size > 1000
    for name in ("short_as_ascii.jpg", "double_tag.jpg"):
        assert read_picture(cases / name).shape == (188, 188, 3)
    assert len(find_pictures(cases / "suffixes").pictures) == 3
