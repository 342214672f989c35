"""Backward trajectories as rows of images, from noise to data, with the nearest training image behind each."""
import numpy as np

from regimes.figures.figure_format import Format
from regimes.figures.image_rows import draw_image_rows
from regimes.results.samplers import image_shape


def draw_trajectory_pictures(data, images, paths, shape="", how=Format()):
    """The figure, and the drawn images [path, time from noise to data, height, width]. `data` has path_points; `images` are the rows of
    the training file."""
    size = image_shape(data.sizes["coordinate"], shape)
    drawn = data["path_points"].values[::-1, :paths].swapaxes(0, 1).reshape(-1, data.sizes["time"], *size)
    nearest = [np.asarray(images[index], float).reshape(1, *size) for index in data["nearest_index"].values[0, :paths, 0]]
    titles = [*(f"$t={time:.3g}$" for time in data["time"].values[::-1]), "nearest"]
    figure = draw_image_rows([np.concatenate(row) for row in zip(drawn, nearest)], titles, how,
                             "From noise to data, and the training image nearest to the end. Every image has its own grey scale.")
    return figure, drawn
