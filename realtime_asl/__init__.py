"""Fingerspelling practice and recognition from a webcam, on an ordinary laptop.

Reading a clip letter by letter takes a few lines::

    from realtime_asl.decoder import Decoder
    from realtime_asl.recognizer import Recognizer
    from realtime_asl.source import open_source

    source, recognizer, decoder = open_source("clip.mp4"), Recognizer(), Decoder()
    for frame in source:
        for event in decoder.update(recognizer.recognize(frame)):
            print(f"{event.time:6.2f} s  {event.letter or event.kind}")
"""

__version__ = "0.1.0"
