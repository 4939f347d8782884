"""A helper module beside the notebook."""


def close(a, b):
    return abs(a - b) < 1e-6


_lit = set()


def light(number):
    _lit.add(number)


def is_lit(number):
    return number in _lit
