"""The documentation site: the READMEs where they stand, with a tutorial, references and a glossary around them (docs/README.md)."""
import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, os.environ["REGIMES_PYTHON_PACKAGE"])  # of the build, with the compiled module: docs/build says where

project = "regimes"
author = "The regimes developers"
release = re.search(r"project\(regimes VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text(encoding="utf-8"))[1]
root_doc = "docs/index"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_copybutton"]
exclude_patterns = ["build", ".ci", ".git", ".github", "results", "**/.pytest_cache"]
smartquotes_action = "qe"  # two hyphens begin an option, and stay as they are
source_suffix = {".md": "markdown"}
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
copybutton_prompt_text = "$ "
autodoc_member_order = "bysource"
html_theme = "furo"
html_title = f"regimes {release}"
html_show_copyright = False  # LICENSE has it
html_show_sourcelink = False
html_domain_indices = False
