"""English words, loaded in the background: those of the frequency dictionary that symspellpy ships.

Nothing is downloaded.
"""

from __future__ import annotations

import logging
import threading
from concurrent.futures import Future
from importlib.util import find_spec
from pathlib import Path

from realtime_asl.spelling.lexicon import Lexicon

_log = logging.getLogger(__name__)

PACKAGE, DICTIONARY = "symspellpy", "frequency_dictionary_en_82_765.txt"


def load_lexicon() -> Lexicon:
    """The English words of the frequency dictionary.

    Raises:
        OSError: it cannot be read.
    """
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(f"the package '{PACKAGE}' is not installed")
    path = Path(spec.submodule_search_locations[0]) / DICTIONARY
    rows = (line.split() for line in path.read_text("utf-8-sig").splitlines())
    return Lexicon((row[0], float(row[1])) for row in rows if len(row) == 2)


_lock = threading.Lock()
_loading: Future[Lexicon] | None = None


def background_lexicon() -> Future[Lexicon]:
    """The English words, being loaded by a thread of their own; always the same ones.

    Where they cannot be read, the program runs without suggestions: an empty lexicon.
    """
    global _loading  # noqa: PLW0603 - one lexicon for the whole program
    with _lock:
        if _loading is None:
            _loading = Future()
            threading.Thread(target=_fill, args=(_loading,), name="lexicon", daemon=True).start()
        return _loading


def _fill(future: Future[Lexicon]) -> None:
    try:
        future.set_result(load_lexicon())
    except (OSError, ValueError) as error:
        _log.warning("no word suggestions: the dictionary of '%s' cannot be read (%s)", PACKAGE, error)
        future.set_result(Lexicon(()))
    except BaseException as error:
        future.set_exception(error)
        raise
