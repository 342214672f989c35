"""The Debian packages: built from the commit, looked at, and installed in a bare system, where their own tests run. Needs root for that system,
and apt's package mirror."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

SOURCE = Path(os.environ["REGIMES_SOURCE"])
BUILD_SECONDS, TEST_SECONDS = 4500, 2400
TOOLS = ("dpkg-buildpackage", "dh", "help2man", "lintian", "mmdebstrap", "autopkgtest", "unshare", "buildah")
FORGETS_DATES = ("Acquire::Check-Valid-Until", "Acquire::Check-Date")  # as this machine's apt does, where its mirror is a snapshot
MOUNTS = 'mount -t proc proc "$1/proc" && mount --rbind /dev "$1/dev" && mount -t tmpfs tmpfs "$1/dev/shm" && root=$1 && shift && exec "$@" -- chroot "$root"'


def run(*command, seconds=TEST_SECONDS, **how):
    finished = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False, **how)
    assert finished.returncode == 0, (command, finished.stdout[-4000:], finished.stderr[-4000:])
    return finished.stdout


@pytest.fixture(scope="module")
def packages():
    """Folder of the packages. It stays the same, so that a compiler cache knows the sources."""
    for tool in TOOLS:
        assert shutil.which(tool), f"there is no {tool}; `cmake/setup packaging` installs what this test needs"
    folder = SOURCE / "build" / "packaging"
    run(SOURCE / "packaging/build-deb", folder, seconds=BUILD_SECONDS, env={**os.environ, "DEB_BUILD_OPTIONS": "noautodbgsym"})
    return folder


def debs_of(folder):
    return [next(folder.glob(f"{name}_*.deb")) for name in ("regimes", "regimes-analysis")]


@pytest.fixture(scope="module")
def files(packages):
    """{name of a package: paths in it}."""
    listings = {path.name.split("_")[0]: run("dpkg-deb", "--contents", path) for path in packages.glob("*.deb")}
    return {name: set(re.findall(r" \./(\S*[^/\s])(?: -> .*)?$", text, re.MULTILINE)) for name, text in listings.items()}


def test_what_is_in_them(files):
    commands = {path for path in files["regimes-analysis"] if path.startswith("usr/bin/")}
    assert {"usr/bin/regimes-collect", "usr/bin/regimes-submit", "usr/bin/regimes-convert"} <= commands
    for command in commands:
        assert f"usr/share/man/man1/{Path(command).name}.1.gz" in files["regimes-analysis"]
    program = files["regimes"]
    assert {"usr/bin/regimes", "usr/share/man/man1/regimes.1.gz", "usr/share/bash-completion/completions/regimes",
            "usr/share/zsh/vendor-completions/_regimes", "usr/share/doc/regimes/copyright"} <= program
    for level in ("x86-64-v3", "x86-64-v4"):
        assert any(f"/regimes/glibc-hwcaps/{level}/libregimes_kernels.so" in path for path in program)


def test_lintian_finds_no_errors(packages):
    changes = next(packages.glob("regimes_*_*.changes"))
    run("lintian", "--allow-root", "--fail-on", "error", "--suppress-tags", "bad-distribution-in-changes-file", changes)


@pytest.fixture(scope="module")
def system(tmp_path_factory):
    """The root folder of a small Debian, with the mirror and release of this machine's apt."""
    assert os.geteuid() == 0, "a system to install into needs root"
    folder = tmp_path_factory.mktemp("system")
    sources = folder / "sources.list"
    sources.write_text(run("apt-get", "indextargets", "Created-By: Packages", "Origin: Debian", "--format", "deb $(REPO_URI) $(RELEASE) $(COMPONENT)"))
    release = re.search(r"^VERSION_CODENAME=(\S+)$", Path("/etc/os-release").read_text(), re.MULTILINE)[1]
    options = [f'--aptopt={line}' for line in run("apt-config", "dump").splitlines() if line.startswith(FORGETS_DATES)]
    run("mmdebstrap", "--variant=apt", "--skip=cleanup/apt", *options, release, folder / "root", sources)
    yield folder / "root"
    shutil.rmtree(folder, ignore_errors=True)


def test_they_work_in_a_bare_system(packages, system, tmp_path):
    """debian/tests, by autopkgtest: the program before the analysis, whose SciPy has a compiler with it. The mounts are in a namespace of their own and end with it."""
    shutil.copytree(SOURCE / "packaging/debian", tmp_path / "source/debian")
    output = tmp_path / "output"
    run("unshare", "--mount", "sh", "-c", MOUNTS, "sh", system, "autopkgtest", "--no-built-binaries", f"--output-dir={output}", *debs_of(packages), tmp_path / "source")
    summary = (output / "summary").read_text()
    assert re.findall(r"^(\S+)\s+PASS", summary, re.MULTILINE) == ["program", "analysis"], summary


def test_the_image_runs(packages, system, tmp_path):
    """The Containerfile on that system, with the packages that are there in the place of those that its first stage builds."""
    shutil.copy(SOURCE / "packaging/Containerfile", tmp_path)
    text = (tmp_path / "Containerfile").read_text()
    stage = re.compile(r"^COPY \. /source\nRUN .*build-deb /packages$", re.MULTILINE)
    assert len(stage.findall(text)) == 1
    (tmp_path / "Containerfile").write_text(stage.sub("COPY *.deb /packages/", text))
    for package in debs_of(packages):
        shutil.copy(package, tmp_path)
    where = {**os.environ, "STORAGE_DRIVER": "vfs", "BUILDAH_ISOLATION": "chroot"}
    store = ("--root", tmp_path / "store", "--runroot", tmp_path / "run")  # images end with the test
    base = run("buildah", *store, "from", "scratch", env=where).strip()
    run("buildah", *store, "add", base, system, "/", env=where)
    run("buildah", *store, "commit", base, "localhost/base", env=where)
    run("buildah", *store, "bud", "--build-arg", "BASE=localhost/base", "--tag", "regimes", tmp_path, env=where)
    container = run("buildah", *store, "from", "localhost/regimes", env=where).strip()
    assert run("buildah", *store, "run", container, "--", "regimes", "--version", env=where).startswith("regimes ")
    assert run("buildah", *store, "run", container, "--", "regimes-collect", "--help", env=where).startswith("usage: regimes-collect")
    assert run("buildah", *store, "inspect", "--format", "{{.OCIv1.Config.Entrypoint}}", container, env=where).strip() == "[regimes]"
