"""One submission is graded: bytes in, result out."""
