"""What is a picture: said by its first bytes, whatever its name or its sender says."""

STARTS = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}
SUFFIXES = (".png", ".jpg", ".jpeg", ".gif")
# Bytes of one picture, and characters of all that a page shows: one may be shown in many places.
MAX_PICTURE, MAX_PICTURES = 10_000_000, 40_000_000


def kind_of(data: bytes) -> str | None:
    """Return the MIME type of a picture, None for what is none or is too large."""
    if len(data) > MAX_PICTURE:
        return None
    return next((kind for start, kind in STARTS.items() if data.startswith(start)), None)
