"""The start of the `examiner` command, which is `python -m examiner` too."""

from .cli import main

if __name__ == "__main__":
    main(prog_name="examiner")
