"""``python -m realtime_asl COMMAND``."""

import sys

from realtime_asl.cli import main

if __name__ == "__main__":
    sys.exit(main())
