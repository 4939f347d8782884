"""The line between the judge and the student's process: a stream socket that carries one question at a time.

A frame is a key, a length and that many bytes. Each question has a key of its own, which its reply must
carry: a reply that was made before its question was known, or that comes late, is told by that and dropped.
"""

import json
import secrets
import select
import socket
import struct
from time import monotonic

from ..errors import WireError
from .messages import SPOKEN

HEADER = struct.Struct("<16sQ")
CHUNK = 2**20
CLOSED = "the student's process closed the line"


def listen(path=None):
    """Return a socket that waits for the judge at `path`, a unix socket to be, or at a loopback port without it."""
    if path is None:
        listening = socket.create_server(("127.0.0.1", 0))
    else:
        listening = socket.socket(socket.AF_UNIX)
        listening.bind(path)
        listening.listen(1)
    return listening


def connect(address, seconds):
    """Return a socket to what listens at `address`, a path or [host, port]. Raises OSError."""
    line = socket.socket(socket.AF_UNIX if isinstance(address, str) else socket.AF_INET)
    try:
        line.settimeout(seconds)
        line.connect(address if isinstance(address, str) else tuple(address))
    except BaseException:
        line.close()
        raise
    return line


def ask(line, question, seconds, limit):
    """Return the bytes that answer `question`, bytes. What belongs to an earlier question is dropped.

    Raises TimeoutError, WireError for a reply of more than `limit` bytes, OSError where the line broke. After
    any of them, and after an interrupt, the line may stand in the middle of a frame: close it.
    """
    deadline = monotonic() + seconds
    key = secrets.token_bytes(16)
    line.settimeout(seconds)
    send(line, key, question)
    while True:
        answered, data = receive(line, limit, deadline)
        if answered == key:
            return data


def send(line, key, data):
    """Send one frame. Raises OSError."""
    line.sendall(HEADER.pack(key, len(data)))
    line.sendall(data)


def receive(line, limit=None, deadline=None):
    """Return the key and the bytes of the next frame.

    Raises TimeoutError after the deadline, on the clock of time.monotonic, WireError for more than `limit` bytes,
    ConnectionError where the line is closed.
    """
    key, size = HEADER.unpack(_read(line, HEADER.size, deadline))
    if limit is not None and size > limit:
        raise WireError(f"the reply takes {size:,} bytes, more than {limit:,}")
    return key, _read(line, size, deadline)


class Talk:
    """Messages over a line between two processes that trust each other; `key` tells them from others.

    key: 16 bytes, as hexadecimal text.
    """

    def __init__(self, line, key):
        self.line, self.key = line, bytes.fromhex(key)
        self.line.settimeout(None)

    def tell(self, message):
        """Send one of `messages.SPOKEN`; what is no text in it is sent as text. Raises OSError."""
        text = json.dumps({type(message).__name__: vars(message)}, default=str, ensure_ascii=False)
        send(self.line, self.key, text.encode(errors="replace"))

    def hear(self, seconds=None):
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


def _read(line, size, deadline):
    data = bytearray()
    while len(data) < size:
        if deadline is not None:
            if (left := deadline - monotonic()) <= 0:
                raise TimeoutError
            line.settimeout(left)
        more = line.recv(min(size - len(data), CHUNK))
        if not more:
            raise ConnectionError(CLOSED)
        data += more
    return bytes(data)
