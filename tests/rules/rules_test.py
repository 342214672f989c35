"""Every rule fails on a planted violation, and a clean tree passes them all."""

import subprocess
import sys
from pathlib import Path

import pytest

CHECK = Path(__file__).parent / "check"
LONG_FILE = "\n" * 401
CHANGELOG = "# Changelog\n\n## 0.2.0 - 2026-11-30\n\n## 0.1.0 - 2026-11-01\n"
CITATION = "version: 0.2.0\ndate-released: 2026-11-30\n"
CLEAN = {
    "CMakeLists.txt": "project(regimes VERSION 0.2.0 LANGUAGES CXX)\n",
    "python/regimes/README.md": "",
    "python/regimes/__init__.py": '__version__ = "0.2.0"\n',
    "python/regimes/results/README.md": "",
    "python/regimes/results/reading.py": "from regimes.console.terminal import printable\n",
    "python/regimes/console/README.md": "",
    "python/regimes/console/figure_command.py": "def draw():\n    from regimes.figures.style import WIDTH\n",
    "jobs/README.md": "",
    "jobs/submit": "#!/usr/bin/python3\nimport regimes.results.reading\n",
    "jobs/quickstart": "#!/bin/sh\nfrom regimes.figures import style\n",
    "CHANGELOG.md": CHANGELOG,
    "CITATION.cff": CITATION,
    "packaging/README.md": "regimes-0.2.0.tar.gz, with gcc-12.2.0\n",
    "packaging/recipes/README.md": "",
    "packaging/recipes/package.py": 'version("0.2.0")\ndepends_on("fmt@9.1.0")\n',
    "packaging/debian/changelog": "regimes (0.2.0-1) unstable; urgency=medium\n",
    "kernels/README.md": "",
    "kernels/CMakeLists.txt": "regimes_module(kernels DEPENDS regimes::base Kokkos::kokkos)\n",
    "kernels/sum.hpp": '#pragma once\n#include <Kokkos_Core.hpp>\n#include "base/error.hpp"  // printf( is no sin in a comment\n',
    "kernels/sums.hpp": '#pragma once\n#include "kernels/sum.hpp"\n',
    "kernels/plain.hpp": "#pragma once\n",
    "kernels/host/README.md": "",
    "kernels/host/loop.hpp": "#pragma once\n",
    "kernels/device/README.md": "",
    "src/base/README.md": "",
    "src/base/error.hpp": "#pragma once\n#include <string>\n",
    "src/io/README.md": "",
    "src/io/file.cpp": '#include <hdf5.h>\n#include <mpi.h>\n#include "base/error.hpp"\n#include "kernels/plain.hpp"  // not Kokkos::View\n',
    "src/app/README.md": "",
    "src/app/main.cpp": '#include <boost/program_options.hpp>\n#include "io/file.hpp"\nint main() { std::printf("done"); }\n',
    "src/io/file.hpp": "#pragma once\n",
    "src/experiments/README.md": "",
    "src/experiments/kde/README.md": "",
    "src/experiments/kde/kde.hpp": "#pragma once\n",
}

# rule -> what is planted, and the file that the rule must name
VIOLATIONS = [
    ("include_rule", "src/base/upward.cpp", '#include "io/file.hpp"\n'),
    ("include_rule", "src/theory/sideways.cpp", '#include "kernels/sum.hpp"\n'),
    ("include_rule", "kernels/upward.hpp", '#include "io/file.hpp"\n'),
    ("include_rule", "kernels/device/sweep.hpp", '#include "kernels/host/loop.hpp"\n'),
    ("include_rule", "kernels/unheard_of/thing.hpp", '#include "kernels/host/loop.hpp"\n'),
    ("include_rule", "kernels/ranks.hpp", "#include <mpi.h>\n"),
    ("include_rule", "src/datasets/ranks.cpp", "  #  include <mpi.h>\n"),
    ("include_rule", "src/datasets/shard.cpp", "#include <hdf5_hl.h>\n"),
    ("include_rule", "src/experiments/options.cpp", "#include <boost/program_options/options_description.hpp>\n"),
    ("include_rule", "kernels/talk.hpp", "#include <iostream>\n"),
    ("include_rule", "src/io/bare.cpp", '#include "file.hpp"\n'),
    ("include_rule", "src/io/missing.cpp", '#include "base/nowhere.hpp"\n'),
    ("include_rule", "src/io/angle.cpp", "#include <base/error.hpp>\n"),
    ("include_rule", "src/unheard_of/thing.cpp", "\n"),
    ("include_rule", "src/experiments/run/upward.cpp", '#include "experiments/kde/kde.hpp"\n'),
    ("include_rule", "src/experiments/unheard_of/thing.cpp", '#include "experiments/kde/kde.hpp"\n'),
    ("include_rule", "src/datasets/view.hpp", "#include <Kokkos_Core.hpp>\n"),
    ("hidden_rule", "src/datasets/view.hpp", "#include <Kokkos_Core.hpp>\n"),
    ("hidden_rule", "src/datasets/sums.cpp", '#include "kernels/sums.hpp"\n'),
    ("name_rule", "src/io/fence.cpp", "  Kokkos::fence();\n"),
    ("name_rule", "src/io/marks.hpp", "KOKKOS_INLINE_FUNCTION int one() { return 1; }\n"),
    ("link_rule", "src/app/CMakeLists.txt", "target_link_libraries(regimes_app PRIVATE Kokkos::kokkos)\n"),
    ("link_rule", "src/base/CMakeLists.txt", "regimes_module(base DEPENDS regimes::io)\n"),
    ("link_rule", "src/datasets/CMakeLists.txt", "regimes_module(datasets\n  DEPENDS regimes::io hdf5::hdf5)\n"),
    ("link_rule", "src/io/CMakeLists.txt", "target_link_libraries(regimes_io PUBLIC Boost::program_options)\n"),
    ("printing_rule", "kernels/print.cpp", '  printf ("%d", 1);\n'),
    ("printing_rule", "src/io/print.cpp", "std::cout << 1;\n"),
    ("printing_rule", "src/app/run/print.cpp", "std::cout << 1;\n"),
    ("printing_rule", "src/theory/print.cpp", 'fmt::print("{}", 1);\n'),
    ("python_rule", "python/regimes/results/upward.py", "from regimes.figures import style\n"),
    ("python_rule", "python/regimes/results/late.py", "def draw():\n    import regimes.figures.style\n"),
    ("python_rule", "python/regimes/console/terminal.py", "from regimes import results\n"),
    ("python_rule", "python/regimes/console/terminal.py", "from regimes.console.figure_command import add_output\n"),
    ("python_rule", "python/regimes/unheard_of.py", "\n"),
    ("python_rule", "jobs/run", "#!/usr/bin/env python3\nfrom regimes.figures import style\n"),
    ("readme_rule", "src/observables/mean.cpp", "\n"),
    ("readme_rule", "analysis/curves", "#!/usr/bin/env python3\n"),
    ("length_rule", "src/base/long.cpp", LONG_FILE),
    ("length_rule", "cmake/Long.cmake", LONG_FILE),
    ("size_rule", "results.h5", "0" * 500_001),
    ("sources_rule", "tests/fuzz/CMakeLists.txt", "add_library(fuzz ${source}/io/file.cpp\n  ${source}/io/gone.cpp)\n"),
    ("version_rule", "CMakeLists.txt", "project(regimes VERSION 0.3.0 LANGUAGES CXX)\n"),
    ("version_rule", "python/regimes/__init__.py", '__version__ = "0.1.0"\n'),
    ("version_rule", "CITATION.cff", CITATION.replace("0.2.0", "0.1.0")),
    ("version_rule", "CITATION.cff", CITATION.replace("-30", "-29")),
    ("version_rule", "CITATION.cff", "version: 0.2.0\n"),
    ("version_rule", "CHANGELOG.md", "# Changelog\n"),
    ("recipe_version_rule", "packaging/debian/changelog", "regimes (0.1.0-1) unstable; urgency=medium\n"),
    ("recipe_version_rule", "packaging/recipes/package.py", 'version("0.1.0")\n'),
    ("recipe_version_rule", "packaging/recipes/meta.yaml", '{% set version = "0.3.0" %}\n'),
    ("recipe_version_rule", "packaging/recipes/regimes-0.2.0-foss.eb", "version = '0.2.1'\n"),
    ("recipe_version_rule", "packaging/recipes/regimes-0.1.0-foss.eb", "version = '0.2.0'\n"),
    ("recipe_version_rule", "packaging/recipes/package.py", "no version\n"),
    ("docstring_rule", "src/base/lean.hpp", "#pragma once\n/// Of one query.\n"),
    ("docstring_rule", "kernels/lean.hpp", "#pragma once\nstruct A {\n  /// The same, in double.\n};\n"),
    ("words_rule", "jobs/quickstart", "cp ../" + "shared/data .\n"),
    ("words_rule", "README.md", "cd /wo" + "rk/main\n"),
    ("words_rule", "src/base/path.cpp", 'open("/ro' + 'ot/data");\n'),
    ("words_rule", "src/base/later.cpp", "// TO" + "DO: more\n"),
]


def plant(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def check(folder):
    return subprocess.run([sys.executable, CHECK, folder], capture_output=True, text=True, check=False)


def test_clean_tree_passes(tmp_path):
    plant(tmp_path, CLEAN)
    result = check(tmp_path)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(("rule", "name", "text"), VIOLATIONS, ids=[f"{rule}-{name}" for rule, name, _ in VIOLATIONS])
def test_planted_violation_is_found(tmp_path, rule, name, text):
    plant(tmp_path, CLEAN | {name: text})
    result = check(tmp_path)
    assert result.returncode == 1, result.stdout + result.stderr
    place = name if rule != "readme_rule" else str(Path(name).parent)
    assert any(line.startswith(f"{rule}: {place}") for line in result.stdout.splitlines()), result.stdout


def test_exempt_file_passes(tmp_path):
    plant(tmp_path, CLEAN | {".ci/run": "#!/bin/sh\ntest -d ../" + "shared\n", ".ci/README.md": ""})
    assert check(tmp_path).returncode == 0


def test_ignored_and_deleted_files_are_not_looked_at(tmp_path):
    plant(tmp_path, CLEAN | {".gitignore": "/scratch/\n", "scratch/a.cpp": "\n", "src/base/gone.cpp": LONG_FILE})
    for command in (["init", "-q"], ["add", "."]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    (tmp_path / "src/base/gone.cpp").unlink()
    result = check(tmp_path)
    assert result.returncode == 0, result.stdout
    assert f"{len(CLEAN) + 1} files" in result.stdout


def test_empty_tree_fails(tmp_path):
    assert check(tmp_path).returncode == 1
