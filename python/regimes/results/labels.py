"""What a result file is called in a figure."""
import re
from pathlib import PurePath

from regimes.console.terminal import printable

IMAGE_SETS = {  # letters and digits of a file or folder name: what it holds. The most special first
    "fashionmnist": "Fashion-MNIST",
    "kmnist": "KMNIST",
    "emnist": "EMNIST",
    "qmnist": "QMNIST",
    "mnist": "MNIST",
}
CLASS_LAWS = {  # laws with classes whose collapse has no closed form
    "mixture": "two means",
    "means": "several means",
    "hierarchy": "hierarchy",
    "variances": "variances",
    "covariances": "covariances",
    "ising": "Ising chains",
    "curie-weiss": "Curie and Weiss",
}
CLASSES_NAMED = 4  # more are only counted
LONGEST_NAME = 20  # characters of a file's name; what is longer is cut


def law_label(result):
    """A few words: law and dimension of a synthetic set; the set and its classes of real data."""
    return rf"{law_name(result)}, $d={result.dimension}$"


def law_name(result):
    """The same without the dimension."""
    if result.law is None and result.training_law in CLASS_LAWS:
        return CLASS_LAWS[result.training_law]
    if result.law is None:
        return f"{_image_set(result)}{_classes(result)}"
    kind = "Gaussian" if result.training_law == "gaussian" else rf"mixture, $\mu={result.law.mean_amplitude:g}$"
    return kind + ("" if result.law.variance == 1 else rf", $\sigma^2={result.law.variance:g}$")


def _image_set(result):
    """Recognised by the training file or a folder above it; else the result file's own name, where $ is no mathematics."""
    path = PurePath(result.option("train-file")[0])
    for part in reversed(path.parts):
        plain = re.sub("[^a-z0-9]", "", part.lower())
        for key, name in IMAGE_SETS.items():
            if key in plain:
                return name
    name = printable(result.name)
    name = name if len(name) <= LONGEST_NAME else name[:LONGEST_NAME] + "…"
    return name.replace("$", r"\$")


def _classes(result):
    """Label values that were selected; nothing where all of a file are used."""
    value, origin = result.option("classes")
    values = [text.strip() for text in value.split(",") if text.strip()]
    if origin in ("", "default") or not values:
        return ""
    return " " + ", ".join(values) if len(values) <= CLASSES_NAMED else f", {len(values)} classes"
