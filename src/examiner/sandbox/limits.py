"""What one submission may use of the machine."""

from dataclasses import dataclass

MiB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """What one submission may use. Sizes in bytes, times in seconds."""

    memory: int = 2048 * MiB  # of address space; a kernel with numpy and matplotlib takes 360 MiB
    cpu: int = 300
    wall: float = 7200.0  # only against a worker gone astray: what the student's code may take is for `clock`
    threads: int = 128
    open_files: int = 256
    file: int = 64 * MiB
    scratch: int = 256 * MiB
    files: int = 10_000
