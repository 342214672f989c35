"""A page of images in rows and columns, without axes."""
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from regimes.figures import style
from regimes.figures.page import CAPTION_SIZE

TITLE_HEIGHT, CAPTION_HEIGHT, NAME_WIDTH = 0.22, 0.3, 0.3  # inches
IMAGE_SHARE = 0.94  # of a cell
GROUP_GAP = 0.35  # of a cell
CONTRAST_PERCENTILES = (1, 99)  # noise has tails that would leave images grey


def draw_image(axes, image, scale_of=None):
    """Grey levels from the smallest to the largest of `scale_of`, else of the image itself."""
    low, high = np.percentile(image if scale_of is None else scale_of, CONTRAST_PERCENTILES)
    axes.imshow(image, cmap="gray", vmin=low, vmax=high if high > low else low + 1, interpolation="nearest")
    axes.set_xticks([])
    axes.set_yticks([])


def draw_image_rows(rows, titles, how, caption, names=()):
    """rows: images [row, column, height, width]. titles: one for as many columns as it has in its group, side by side. names: of rows, on the left."""
    rows = np.asarray(rows, float)
    count, columns, high, wide = rows.shape
    group = columns // len(titles)
    gap = GROUP_GAP if group > 1 else 0
    how.apply()
    margin = NAME_WIDTH if names else 0
    foot = CAPTION_HEIGHT if how.with_caption else 0
    cell = (how.width - margin) / (columns + gap * (len(titles) - 1))
    row_height = cell * high / wide
    height = TITLE_HEIGHT + row_height * count + foot
    figure = Figure(figsize=(how.width, height))
    FigureCanvasAgg(figure)
    if how.with_caption:
        figure.text(0.005, 0.3 * CAPTION_HEIGHT / height, caption, fontsize=CAPTION_SIZE, color="0.25")

    def left(column):
        return margin + cell * (column + gap * (column // group))

    for row, images in enumerate(rows):
        bottom = foot + row_height * (count - 1 - row)
        if names:
            figure.text(0.4 * margin / how.width, (bottom + row_height / 2) / height, names[row], fontsize=style.TITLE_SIZE, ha="center", va="center")
        for column, image in enumerate(images):
            axes = figure.add_axes((left(column) / how.width, bottom / height, IMAGE_SHARE * cell / how.width, IMAGE_SHARE * row_height / height))
            draw_image(axes, image)
    for index, title in enumerate(titles):
        middle = (left(index * group) + left(index * group + group - 1) + IMAGE_SHARE * cell) / 2
        figure.text(middle / how.width, (height - 0.8 * TITLE_HEIGHT) / height, title, fontsize=style.TITLE_SIZE, ha="center")
    return figure
