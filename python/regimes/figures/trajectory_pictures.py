"""Backward trajectories as rows of images, from noise to data, with the nearest training image behind each."""
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from regimes.figures import style
from regimes.figures.figure_format import Format
from regimes.figures.page import CAPTION_SIZE
from regimes.results.samplers import image_shape

TITLE_HEIGHT, CAPTION_HEIGHT = 0.22, 0.3  # inches
IMAGE_SHARE = 0.94  # of a cell
CONTRAST_PERCENTILES = (1, 99)  # noise has tails that would leave images grey


def draw_image(axes, image, scale_of=None):
    """Grey levels from the smallest to the largest of `scale_of`, else of the image itself."""
    low, high = np.percentile(image if scale_of is None else scale_of, CONTRAST_PERCENTILES)
    axes.imshow(image, cmap="gray", vmin=low, vmax=high if high > low else low + 1, interpolation="nearest")
    axes.set_xticks([])
    axes.set_yticks([])


def draw_trajectory_pictures(data, images, paths, shape="", how=Format()):
    """The figure, and the drawn images [path, time from noise to data, height, width]. `data` has path_points; `images` are the rows of
    the training file."""
    size = image_shape(data.sizes["coordinate"], shape)
    drawn = data["path_points"].values[::-1, :paths].swapaxes(0, 1).reshape(-1, data.sizes["time"], *size)
    nearest = data["nearest_index"].values[0, :paths, 0]
    columns = data.sizes["time"] + 1
    how.apply()
    foot = CAPTION_HEIGHT if how.with_caption else 0
    cell = how.width / columns
    row_height = cell * size[0] / size[1]
    height = TITLE_HEIGHT + row_height * len(drawn) + foot
    figure = Figure(figsize=(how.width, height))
    FigureCanvasAgg(figure)
    if how.with_caption:
        figure.text(0.005, 0.3 * CAPTION_HEIGHT / height, "From noise to data, and the training image nearest to the end. Every image has its own grey scale.",
                    fontsize=CAPTION_SIZE, color="0.25")
    times = data["time"].values[::-1]
    for row, path in enumerate(drawn):
        bottom = (foot + row_height * (len(drawn) - 1 - row)) / height
        for column, image in enumerate([*path, np.asarray(images[nearest[row]], float).reshape(size)]):
            axes = figure.add_axes((column / columns, bottom, IMAGE_SHARE / columns, IMAGE_SHARE * row_height / height))
            draw_image(axes, image)
            if row == 0:
                axes.set_title(f"$t={times[column]:.3g}$" if column < len(times) else "nearest", fontsize=style.TITLE_SIZE, pad=3)
    return figure, drawn
