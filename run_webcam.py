#!/usr/bin/env python3
"""Read fingerspelling from a webcam: ``python run_webcam.py --camera 0`` (or ``--camera demo``)."""

import sys

from realtime_asl.cli import webcam

if __name__ == "__main__":
    sys.exit(webcam())
