"""How pip builds the package: CMake makes the module and the program, and a wheel is what it installs (PEP 517, without other tools).

    pip install --no-build-isolation --no-deps .
"""
import base64
import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import tomllib
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "wheel"


def _version():
    return re.search(r"project\(regimes VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text(encoding="utf-8"))[1]


def _metadata():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = ["Metadata-Version: 2.1", f"Name: {project['name']}", f"Version: {_version()}", f"Summary: {project['description']}",
             f"Requires-Python: {project['requires-python']}", *(f"Requires-Dist: {name}" for name in project["dependencies"]),
             "Description-Content-Type: text/markdown", "", (ROOT / project["readme"]).read_text(encoding="utf-8")]
    scripts = "".join(f"{name} = {where}\n" for name, where in project["scripts"].items())
    return "\n".join(lines), f"[console_scripts]\n{scripts}"


def _cmake(*words):
    subprocess.run(["cmake", *map(str, words)], check=True, stdout=sys.stderr)


def _installed(folder):
    """Builds and installs into `folder` as a wheel has it: the package, with the program and its libraries inside. Its commands are made by pip, and
    what runs sweeps stays outside."""
    package = Path(folder) / "regimes"
    _cmake("-S", ROOT, "-B", BUILD, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release", "-DREGIMES_BUILD_TESTS=OFF", "-DREGIMES_UNITY_BUILD=ON",
           f"-DREGIMES_PYTHON={sys.executable}", "-DREGIMES_PYTHON_FOLDER=python")
    _cmake("--build", BUILD)
    _cmake("--install", BUILD, "--prefix", package / "_program")
    for path in (package / "_program" / "python" / "regimes").iterdir():
        path.rename(package / path.name)
    for path in (package / "_program" / "share").iterdir():
        if path.name != "doc":
            shutil.rmtree(path)
    for path in (package / "_program" / "bin").glob("regimes-*"):
        path.unlink()


def _tag():
    python = f"cp{sys.version_info.major}{sys.version_info.minor}"
    return f"{python}-{python}-{sysconfig.get_platform().replace('-', '_').replace('.', '_')}"


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    """The name of the wheel that it writes to `wheel_directory`."""
    version, (metadata, scripts) = _version(), _metadata()
    name = f"regimes-{version}-{_tag()}.whl"
    about = f"regimes-{version}.dist-info"
    with tempfile.TemporaryDirectory() as folder:
        _installed(folder)
        texts = {f"{about}/METADATA": metadata, f"{about}/entry_points.txt": scripts,
                 f"{about}/WHEEL": f"Wheel-Version: 1.0\nGenerator: regimes\nRoot-Is-Purelib: false\nTag: {_tag()}\n"}
        records = []
        with zipfile.ZipFile(os.path.join(wheel_directory, name), "w", zipfile.ZIP_DEFLATED) as wheel:
            def add(member, data, mode=0o644):
                entry = zipfile.ZipInfo(member, (1980, 1, 1, 0, 0, 0))
                entry.external_attr, entry.compress_type = (0o100000 | mode) << 16, zipfile.ZIP_DEFLATED
                wheel.writestr(entry, data)
                digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
                records.append(f"{member},sha256={digest},{len(data)}")
            for path in sorted(Path(folder).rglob("*")):
                if path.is_file():  # links, too, as what they lead to: wheels have none
                    add(path.relative_to(folder).as_posix(), path.read_bytes(), path.stat().st_mode & 0o777)
            for member, text in texts.items():
                add(member, text.encode())
            wheel.writestr(f"{about}/RECORD", "\n".join([*records, f"{about}/RECORD,,"]) + "\n")
    return name
