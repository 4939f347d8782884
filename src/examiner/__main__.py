"""`python -m examiner` is the `examiner` command."""

from .cli import main

if __name__ == "__main__":
    main(prog_name="examiner")
