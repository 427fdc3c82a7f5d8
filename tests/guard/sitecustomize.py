"""Loaded by Python before the program: notes every try to reach a network, and refuses it.

Python's own sockets only; what libraries do behind Python's back, strace sees (test_privacy.py).
"""

import os
import sys

_LOG = os.environ["NETWORK_GUARD_LOG"]
_LOOKUPS = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "urllib.Request")


def _watch(event: str, arguments: tuple) -> None:
    if event == "socket.__new__":
        import socket

        inet = arguments[1] in (socket.AF_INET, socket.AF_INET6)
    else:
        inet = event in _LOOKUPS
    if inet:
        with open(_LOG, "a", encoding="utf-8") as log:
            log.write(f"{event} {arguments[1:]}\n")
        raise PermissionError(f"the network guard refused {event}")


sys.addaudithook(_watch)
