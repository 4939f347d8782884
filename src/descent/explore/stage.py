"""The picture of an explorer: drawn once, then only what moves is drawn again."""

import io
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import LinearLocator
from matplotlib.transforms import ScaledTranslation
from PIL import Image

from ..pictures.canvas import MARKERS, style

BANDS = colormaps["cividis"].resampled(16)
MARKS = 5  # on an axis that moves
FAR = 1e6  # Agg cannot draw lines that go farther, in units of the axes


class Stage:
    """A figure with a row of axes, on a light ground of its own so that it reads the same in a dark theme.

    Its artists are of two kinds. Those given to `move` are drawn for each frame, in that order. All others are the
    background, drawn once and again after `stale()` only.
    """

    def __init__(
        self, columns: int, width: float = 9.6, height: float = 3.3, ratios: Sequence[float] | None = None
    ) -> None:
        self.figure = Figure((width, height), dpi=100, layout="constrained", facecolor="white")
        self.canvas = FigureCanvasAgg(self.figure)
        self.axes = self.figure.subplots(1, columns, width_ratios=ratios, squeeze=False)[0]
        self.moving: list[Artist] = []
        self.marks: list = []  # (axis, its texts)
        self.background = None

    def move(self, *artists: Artist) -> Any:
        """Declare artists that change from frame to frame. Returns the last."""
        for artist in artists:
            artist.set_animated(True)
        self.moving += artists
        return artists[-1]

    def move_axis(self, *axes: Axis) -> None:
        """Declare linear axes (`ax.xaxis`) whose limits change. They have marks in fixed places with new numbers.

        matplotlib takes 8 ms to draw an axis, most of it to find out where its marks and labels go.
        """
        for axis in axes:
            axis.set_major_locator(LinearLocator(MARKS))
            axis.set_tick_params(labelcolor="none")  # they keep the room for the texts
            down, size = -3.5 - axis.get_tick_padding(), {"fontsize": axis.get_major_ticks()[0].label1.get_fontsize()}
            places = np.linspace(0, 1, MARKS)
            shift = (0, down / 72) if axis.axis_name == "x" else (down / 72, 0)
            where = axis.axes.transAxes + ScaledTranslation(*shift, self.figure.dpi_scale_trans)
            if axis.axis_name == "x":
                texts = [axis.axes.text(p, 0, "", transform=where, ha="center", va="top", **size) for p in places]
            else:
                texts = [axis.axes.text(0, p, "", transform=where, ha="right", va="center", **size) for p in places]
            for text in texts:
                text.set_in_layout(False)
            self.move(*texts)
            self.marks.append((axis, texts))

    def stale(self) -> None:
        """Have the background drawn again with the next frame, after something in it has changed."""
        self.background = None

    def frame(self, compress_level: int = 1) -> bytes:
        """Return the picture as it now stands, as PNG bytes."""
        if self.background is None:
            self.canvas.draw()
            self.figure.set_layout_engine("none")  # laid out once: axes that twitch under a slider are hard to read
            self.background = self.canvas.copy_from_bbox(self.figure.bbox)
        for axis, texts in self.marks:
            low, high = axis.get_view_interval()
            for text, value in zip(texts, np.linspace(low, high, MARKS), strict=True):
                text.set_text(f"{value:.3g}".replace("-", "−"))
        self.canvas.restore_region(self.background)
        for artist in self.moving:
            if artist.get_visible():
                artist.axes.draw_artist(artist)
        out = io.BytesIO()
        Image.fromarray(np.asarray(self.canvas.buffer_rgba())).convert("RGB").save(
            out, "png", compress_level=compress_level
        )
        return out.getvalue()


class Path:
    """A walk over two parameters on `ax`: a line with a marker per step, a star at its start, a ring at its end."""

    def __init__(self, stage: Stage, ax: Axes, i: int = 1) -> None:
        self.halo = stage.move(ax.plot([], [], color="white", lw=3)[0])
        self.line = stage.move(
            ax.plot([], [], **style(i), marker=MARKERS[i % 6], ms=4.5, lw=1.6, mec="white", mew=0.5)[0]
        )
        self.start = stage.move(ax.plot([], [], "*", color="white", mec="black", ms=13)[0])
        self.end = stage.move(ax.plot([], [], "o", color="none", mec="black", mew=2, ms=11)[0])

    def set(self, path: np.ndarray) -> None:
        """path: (steps+1, 2); what is not finite is left out."""
        shown = path[np.isfinite(path).all(1)].clip(-FAR, FAR)
        for line, rows in ((self.halo, shown), (self.line, shown), (self.start, shown[:1]), (self.end, shown[-1:])):
            line.set_data(*rows.T)


class Landscape:
    """The logarithm of a loss over two parameters, in bands, as an image that is cheap to replace."""

    def __init__(self, stage: Stage, ax: Axes, moves: bool = False) -> None:
        self.image = ax.imshow(
            [[0.0]], cmap=BANDS, origin="lower", aspect="auto", interpolation="bilinear", extent=(0, 1, 0, 1)
        )
        self.moves = moves
        self.stage = stage
        if moves:
            stage.move(self.image)
        ax.set(xlabel="w0", ylabel="w1")

    def set(
        self, loss: Callable, w0: tuple[float, float], w1: tuple[float, float], n: int, floor: float = 1e-4
    ) -> np.ndarray:
        """Compute loss(w) on n × n points over w0 × w1, each (low, high); return the heights, (n, n), rows along w1."""
        heights = np.array([[float(loss(np.array([a, b]))) for a in np.linspace(*w0, n)] for b in np.linspace(*w1, n)])
        with np.errstate(all="ignore"):
            shown = np.log10(np.maximum(heights, floor))
        finite = shown[np.isfinite(shown)]
        low, high = (finite.min(), finite.max()) if finite.size else (0.0, 1.0)
        self.image.set_data(shown)
        self.image.set_clim(low, high)
        self.image.set_extent((*w0, *w1))
        if not self.moves:
            self.image.axes.set(xlim=w0, ylim=w1)
            self.stage.stale()
        return heights
