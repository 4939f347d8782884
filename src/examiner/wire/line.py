"""The line between the judge and the student's process: a stream socket that carries one question at a time.

A frame is a key, a length and that many bytes. Each question has a key of its own, which its reply must
carry: a reply that was made before its question was known, or that comes late, is told by that and dropped.
"""

import contextlib
import json
import secrets
import select
import socket
import struct
from collections.abc import Callable, Sequence
from typing import Any

from ..errors import WireError
from .messages import SPOKEN

HEADER = struct.Struct("<16sQ")
CHUNK = 2**20
# How often one who waits at a line has a look at what it waits for, in seconds.
LOOK = 0.1
CLOSED = "the student's process closed the line"


def listen(path: str | None = None) -> socket.socket:
    """Return a socket that waits for the judge at `path`, a unix socket to be, or at a loopback port without it."""
    if path is None:
        listening = socket.create_server(("127.0.0.1", 0))
    else:
        listening = socket.socket(socket.AF_UNIX)
        listening.bind(path)
        listening.listen(1)
    return listening


def connect(address: str | Sequence, seconds: float | None) -> socket.socket:
    """Return a socket to what listens at `address`, a path or [host, port]. Raises OSError."""
    line = socket.socket(socket.AF_UNIX if isinstance(address, str) else socket.AF_INET)
    try:
        line.settimeout(seconds)
        line.connect(address if isinstance(address, str) else tuple(address))
    except BaseException:
        line.close()
        raise
    return line


def ask(line: socket.socket, question: bytes, limit: int, look: Callable[[], object]) -> bytes:
    """Return the bytes that answer `question`, bytes. What belongs to an earlier question is dropped.

    `look` is called again and again meanwhile; what it raises ends the wait. Raises WireError for a reply of more than
    `limit` bytes, OSError where the line broke. After any of them, and after an interrupt, the line may stand in the
    middle of a frame: close it.
    """
    key = secrets.token_bytes(16)
    line.settimeout(LOOK)
    send(line, key, question, look)
    while True:
        answered, data = receive(line, limit, look)
        if answered == key:
            return data


def send(line: socket.socket, key: bytes, data: bytes, look: Callable[[], object] | None = None) -> None:
    """Send one frame; `look` as in `ask`, for a line with a timeout. Raises OSError."""
    for part in (HEADER.pack(key, len(data)), data):
        if look is None:
            line.sendall(part)
            continue
        left = memoryview(part)
        while left:
            with contextlib.suppress(TimeoutError):
                left = left[line.send(left[:CHUNK]) :]
            look()


def receive(
    line: socket.socket, limit: int | None = None, look: Callable[[], object] | None = None
) -> tuple[bytes, bytes]:
    """Return the key and the bytes of the next frame; `look` as in `ask`, for a line with a timeout.

    Raises WireError for more than `limit` bytes, ConnectionError where the line is closed.
    """
    key, size = HEADER.unpack(_read(line, HEADER.size, look))
    if limit is not None and size > limit:
        raise WireError(f"the reply takes {size:,} bytes, more than {limit:,}")
    return key, _read(line, size, look)


class Talk:
    """Messages over a line between two processes that trust each other; `key` tells them from others.

    key: 16 bytes, as hexadecimal text.
    """

    def __init__(self, line: socket.socket, key: str) -> None:
        self.line, self.key = line, bytes.fromhex(key)
        self.line.settimeout(None)

    def tell(self, message: object) -> None:
        """Send one of `messages.SPOKEN`; what is no text in it is sent as text. Raises OSError."""
        text = json.dumps({type(message).__name__: vars(message)}, default=str, ensure_ascii=False)
        send(self.line, self.key, text.encode(errors="replace"))

    def has_spoken(self) -> bool:
        """Return whether a message is there, or the line broke."""
        return bool(select.select([self.line], [], [], 0)[0])

    def hear(self, seconds: float | None = None) -> Any:
        """Return the next message. Raises TimeoutError if none begins within `seconds`, ConnectionError, and WireError
        for one that does not carry the key.
        """
        if not select.select([self.line], [], [], seconds)[0]:
            raise TimeoutError
        key, data = receive(self.line)
        if not secrets.compare_digest(key, self.key):
            raise WireError("a message of somebody else")
        ((name, fields),) = json.loads(data).items()
        return SPOKEN[name](**fields)


def _read(line, size, look):
    data = bytearray()
    while len(data) < size:
        if look is not None:
            look()
        try:
            more = line.recv(min(size - len(data), CHUNK))
        except TimeoutError:
            if look is None:
                raise
            continue
        if not more:
            raise ConnectionError(CLOSED)
        data += more
    return data
