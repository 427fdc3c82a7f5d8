"""Fingerspelling practice and recognition from a webcam, on an ordinary laptop.

Reading a clip letter by letter takes a few lines::

    from contextlib import closing

    from realtime_asl.spelling.decoder import Decoder
    from realtime_asl.letters.recognizer import Recognizer
    from realtime_asl.sources.open_source import open_source

    decoder, time = Decoder(), 0.0
    with closing(open_source("clip.mp4")) as source, closing(Recognizer()) as recognizer:
        for frame in source:
            for event in decoder.update(recognizer.recognize(frame)):
                print(f"{event.time:6.2f} s  {event.letter or event.kind}")
            time = frame.time
        for event in decoder.finish(time):  # a letter that was still being held
            print(f"{event.time:6.2f} s  {event.letter or event.kind}")
"""

import os

__version__ = "0.1.0"

# OpenCV and its FFmpeg read these when they are loaded, so they are set before anything imports cv2.
# What goes wrong with a camera is said by this program, in one line, not by its libraries in ten.
os.environ.setdefault("OPENCV_LOG_LEVEL", "SILENT")
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
# Windows: with hardware transforms, Media Foundation takes up to half a minute to open a camera.
os.environ.setdefault("OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS", "0")
# ONNX Runtime 1.32 reports its use to Microsoft, on Linux, too: it writes a device number under ~/.cache and looks
# up a host some ten seconds after it was loaded. Its own disable_telemetry_events() does not stop that (seen with
# strace), this does. Nobody who signs in front of a camera asked for it, so it is not left to a default.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
