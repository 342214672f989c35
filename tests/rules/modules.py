"""The order of the modules and who may use which library. Includes, CMake targets and Python's imports are held to it."""

# module -> the modules right below it; a module may use all that lie below, however far.
BELOW = {
    "base": [],
    "kernels": ["base"],
    "theory": ["base"],
    "parallel": ["kernels"],
    "io": ["parallel"],
    "datasets": ["io", "kernels", "theory"],
    "diffusion": ["datasets"],
    "observables": ["diffusion", "theory"],
    "experiments": ["observables"],
    "app": ["experiments"],
}

# The same for the folders of experiments: what they share, then each experiment above those that it is made of.
EXPERIMENTS_BELOW = {
    "options": [],
    "calibration": ["options"],
    "run": ["calibration"],
    "training": ["run"],
    "exact": ["run"],
    "snapshots": ["training"],
    "collapse": ["snapshots"],
    "kde": ["snapshots"],
    "evaluate": ["training"],
    "memorisation": ["evaluate"],
    "sample": ["memorisation"],
    "trajectories": ["sample"],
    "guidance": ["sample"],
    "speciation": ["training"],
    "schedule": ["sample"],
    "geometry": ["snapshots", "evaluate"],
    "catalogue": ["collapse", "geometry", "guidance", "kde", "schedule", "trajectories", "speciation"],
}

# The same for the folders of kernels; what lies beside them may use all.
KERNELS_BELOW = {
    "reference": [],
    "packs": [],
    "bytes": ["packs"],
    "host": ["bytes"],
    "device": ["packs"],
}

# module -> the order of its folders
FOLDERS_BELOW = {"experiments": EXPERIMENTS_BELOW, "kernels": KERNELS_BELOW}

# The same for the Python package: its folders, the modules beside them, and what stands elsewhere in this order than its folder.
PYTHON_BELOW = {
    "errors": [],
    "formulas": [],
    "console": ["errors"],
    "results": ["console", "formulas"],
    "convert": ["results"],
    "sweeps": ["results"],
    "figures": ["sweeps"],
    "report": ["figures"],
    "console/figure_command": ["figures"],
    "commands": ["console/figure_command", "convert", "report"],
    "_core": [],  # the compiled module
    "arrays": [],
    "laws": ["_core", "arrays"],
    "training_set": ["_core", "arrays"],
    "accessor": ["figures"],
    "program": ["accessor", "arrays"],
    "theory": ["program"],
    "__init__": [],  # looks names up by themselves when they are used
    "__main__": ["program"],
    "jobs": ["sweeps"],
}

# How an include of a restricted library starts -> the modules that may have it.
INCLUDE_USERS = {
    "mpi.h": {"parallel", "io", "app"},
    "hdf5": {"io"},
    "boost/program_options": {"app"},
    "iostream": {"app"},
    "fmt/ostream.h": {"app"},
    "Kokkos": {"kernels"},
}

# A restricted CMake target -> the modules that may link it.
TARGET_USERS = {
    "MPI::MPI_CXX": {"parallel", "io", "app"},
    "hdf5::hdf5": {"io"},
    "Boost::program_options": {"app"},
    "Kokkos::kokkos": {"kernels"},
}

# What a restricted library's names look like -> the modules that may write them.
NAME_USERS = {
    r"\bKokkos::|\bKOKKOS_": {"kernels"},
}

# How includes start that no header of kernels may lead to if other modules include it: only the sources of kernels see Kokkos.
HIDDEN_INCLUDE = "Kokkos"

# Printing, which is app's alone.
PRINTING = r"std::c(out|err)\b|\b(std::)?(f|v)?printf\s*\(|\bfmt::print\b|\b(std::)?f?puts\s*\("
PRINTING_MODULES = {"app"}
# and in app only what makes names printable first (base/printable.hpp), and the two ends of the program
PRINTING_PLACES = ("src/app/terminal/", "src/app/main.cpp", "src/app/collective_exit.cpp")


def usable_by(module, below=None):
    """The module, or folder, itself and everything below it."""
    below = BELOW if below is None else below
    reached, pending = set(), [module]
    while pending:
        current = pending.pop()
        if current not in reached:
            reached.add(current)
            pending.extend(below[current])
    return reached
