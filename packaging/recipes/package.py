# Spack package, for Spack 1.0 or newer. Untried. In a repository of yours: spack repo create mine, copy this file to its folder
# packages/regimes/, then in a clone: spack dev-build regimes@0.2.0
from spack_repo.builtin.build_systems.cmake import CMakePackage, generator

from spack.package import *


class Regimes(CMakePackage):
    """The dynamical regimes of diffusion models, measured at scale: random motion, speciation and collapse."""

    homepage = "https://arxiv.org/abs/2402.18491"
    url = "file:///nowhere/regimes-0.2.0.tar.gz"  # there is no public archive; packaging/source-archive makes one
    license("BSD-3-Clause")

    version("0.2.0")

    variant("analysis", default=True, description="What the commands of analysis/ and jobs/ need")
    variant("native", default=False, description="Compile for this machine's CPU alone")

    generator("ninja")
    depends_on("c", type="build")
    depends_on("cxx", type="build")
    depends_on("cmake@3.25:", type="build")
    depends_on("python@3.9:", type=("build", "run"))
    depends_on("mpi")
    depends_on("hdf5@1.10: +mpi+hl")
    depends_on("kokkos@3.4:5 +shared")
    depends_on("boost@1.74: +program_options")
    depends_on("zlib-api")
    depends_on("libzip")
    depends_on("fmt@9:")
    depends_on("eigen@3.3:")
    depends_on("spectra@1:")
    depends_on("lapack")
    depends_on("nlohmann-json@3.9:")
    depends_on("random123")

    with when("+analysis"), default_args(type="run"):
        depends_on("py-numpy")
        depends_on("py-scipy")
        depends_on("py-matplotlib")
        depends_on("py-xarray")
        depends_on("py-h5netcdf")
        depends_on("py-h5py")
        depends_on("py-jinja2")
        depends_on("py-pillow")
        depends_on("py-tqdm")

    def cmake_args(self):
        return [
            self.define("REGIMES_BUILD_TESTS", False),
            self.define("REGIMES_BUILD_PYTHON", False),
            self.define("REGIMES_UNITY_BUILD", True),
            self.define("RANDOM123_INCLUDE_DIR", self.spec["random123"].prefix.include),
            self.define_from_variant("REGIMES_NATIVE", "native"),
        ]
