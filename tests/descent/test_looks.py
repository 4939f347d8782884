"""Curves of one picture can be told apart."""

from descent.pictures.canvas import mark, style


def test_twelve_curves_have_twelve_looks():
    assert len({tuple(style(i).values()) for i in range(12)}) == 12
    assert len({(style(i)["color"], mark(i)) for i in range(12)}) == 12
