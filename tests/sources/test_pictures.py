import struct
import sys
import zlib

import numpy as np
import pytest
from PIL import Image

from realtime_asl.errors import PARTLY_FAILED, UserError
from realtime_asl.sources.pictures import MAX_SIDE, read_picture, read_scaled

#: Left half red, right half blue, as RGB.
HALVES = np.zeros((40, 60, 3), np.uint8)
HALVES[:, :30], HALVES[:, 30:] = (200, 0, 0), (0, 0, 200)


def test_colours_are_bgr(tmp_path):
    Image.fromarray(HALVES).save(tmp_path / "a.png")
    image = read_picture(tmp_path / "a.png")
    assert image.shape == (40, 60, 3)
    assert tuple(image[5, 5]) == (0, 0, 200)
    assert tuple(image[5, 55]) == (200, 0, 0)


def test_phone_rotation_is_applied(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees clockwise to see it upright
    Image.fromarray(HALVES).save(tmp_path / "a.jpg", exif=exif, quality=95)
    image = read_picture(tmp_path / "a.jpg")
    assert image.shape == (60, 40, 3)
    assert image[5, 20, 2] > 150  # red, left before, is on top


@pytest.mark.parametrize("mode", ["L", "1", "P", "LA", "RGBA", "CMYK", "I;16", "F"])
def test_any_kind_of_pixels(tmp_path, mode):
    if mode == "I;16":
        picture = Image.fromarray(np.full((20, 30), 32768, np.uint16))
    elif mode == "F":
        picture = Image.fromarray(np.linspace(0, 1, 600, dtype=np.float32).reshape(20, 30))
    else:
        picture = Image.new("RGB", (30, 20), (128, 128, 128)).convert(mode)
    file = tmp_path / "a.tiff"
    picture.save(file)
    image = read_picture(file)
    assert image.shape == (20, 30, 3)
    assert image.dtype == np.uint8
    assert 90 < image.mean() < 170 or mode == "1"


def test_transparency_lies_on_grey(tmp_path):
    Image.new("RGBA", (8, 8), (255, 0, 0, 0)).save(tmp_path / "a.png")
    assert (read_picture(tmp_path / "a.png") == 128).all()


def test_one_pixel(tmp_path):
    Image.new("RGB", (1, 1), (1, 2, 3)).save(tmp_path / "a.png")
    assert read_picture(tmp_path / "a.png").tolist() == [[[3, 2, 1]]]


def test_large_pictures_are_shrunk(tmp_path):
    Image.new("RGB", (6000, 1500)).save(tmp_path / "a.jpg")
    image = read_picture(tmp_path / "a.jpg")
    assert max(image.shape) <= MAX_SIDE
    assert image.shape[1] == pytest.approx(4 * image.shape[0], rel=0.02)


def test_how_much_larger_the_file_has_it(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (6000, 1500)).save(tmp_path / "a.jpg", exif=exif)
    image, zoom = read_scaled(tmp_path / "a.jpg")
    assert image.shape[0] * zoom == pytest.approx(6000)
    Image.new("RGB", (60, 15)).save(tmp_path / "b.png")
    assert read_scaled(tmp_path / "b.png")[1] == 1.0


def png_with_header_only(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", len(header)) + chunk + struct.pack(">I", zlib.crc32(chunk))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("missing.png", None),
        ("empty.png", b""),
        ("text.jpg", b"this is no picture"),
        ("claims.png", png_with_header_only(60000, 60000)),
        ("headless.png", png_with_header_only(100, 100)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_bad_files_are_named(tmp_path, name, content):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(UserError, match=name) as caught:
        read_picture(tmp_path / name)
    assert caught.value.exit_code == PARTLY_FAILED
    assert "\n" not in str(caught.value)


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right of their own there")
def test_a_link_that_leads_to_itself_is_no_damaged_picture(tmp_path):
    (tmp_path / "a.jpg").symlink_to("a.jpg")
    with pytest.raises(UserError, match=r"a\.jpg' cannot be read \(\w") as caught:
        read_picture(tmp_path / "a.jpg")
    assert "Errno" not in str(caught.value)


def test_truncated_jpeg_is_named(tmp_path):
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (200, 200, 3), np.uint8)).save(tmp_path / "a.jpg")
    whole = (tmp_path / "a.jpg").read_bytes()
    (tmp_path / "a.jpg").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UserError, match="damaged"):
        read_picture(tmp_path / "a.jpg")
