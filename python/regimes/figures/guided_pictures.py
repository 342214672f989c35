"""Where guided paths end, as images: a row for every class, the same paths at every strength of guidance."""
import numpy as np

from regimes.errors import ForeignFile
from regimes.figures.figure_format import Format
from regimes.figures.image_rows import draw_image_rows
from regimes.results.samplers import image_shape


def draw_guided_pictures(result, images, paths, shape="", how=Format()):
    """The figure, and the drawn images [class, strength, path, height, width]. `result` is of points that are the rows of `images`."""
    if "end_nearest_index" not in result.data:
        raise ForeignFile(f"{result.path}: 'end_nearest_index' is missing; pictures are made of guided paths with an empirical score")
    label, ends = result.data.guidance_class.values, result.data.end_nearest_index.values
    classes = [value for value in np.unique(label) if (label == value).sum() >= paths]
    if not classes:
        raise ForeignFile(f"{result.path}: no class has {paths} paths; give fewer --paths")
    if ends.min() < 0 or ends.max() >= len(images):
        raise ForeignFile(f"{result.path}: paths end on row {ends.max()} of a training file with {len(images)} rows; it is not the one of this run")
    size = image_shape(int(result.data.attrs["dimension"]), shape)
    chosen = np.array([ends[:, label == value][:, :paths] for value in classes])
    drawn = np.array([[[np.asarray(images[row], float).reshape(size) for row in rows] for rows in of_class] for of_class in chosen])
    process = "probability flow" if result.is_deterministic else "SDE"
    figure = draw_image_rows(drawn.reshape(len(classes), -1, *size), [f"$w={w:g}$" for w in result.data.strength.values], how,
                             f"Training images on which paths of the {process} end: a row for each class, the same paths at every strength.",
                             [str(value) for value in classes])
    return figure, drawn
