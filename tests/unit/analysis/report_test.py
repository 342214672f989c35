"""analysis/report: a page that is whole, says what the curves say, and looks right in a browser of a phone, a desk and on paper."""
import html
import json
import re
import shutil
import subprocess

import html5lib
import numpy as np
import pytest
from PIL import Image
from real_sweep import DIMENSIONS, POINTS, collapse, results, run, run_apart, sweep, values
from regimes.figures import style
from regimes.report.notation import html as as_html
from regimes.report.table import count
from regimes.results.digits import number
from synthetic_result import make_result, write_task

LIMIT_SECONDS = 100
DOTS_PER_INCH = 200
PHONE, DESK = 390, 1280  # widths in CSS pixels
HEIGHT = 5000
HOSTILE = "<script>alert(1)</script>&\"'"

# The page in a frame of a given width; what it measures is left in the title of this one, from which --dump-dom reads it.
PROBE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>waiting</title></head><body style="margin:0">
<iframe id="page" style="border:0;width:{width}px;height:{height}px" srcdoc="{page}"></iframe>
<script>addEventListener("load", () => {{
  const page = document.getElementById("page").contentDocument, root = page.documentElement;
  const wide = [...page.querySelectorAll("body *")].filter(e => !e.closest(".scroll, .formula") && e.getBoundingClientRect().right > {width} + 1);
  document.title = JSON.stringify({{scroll: root.scrollWidth, client: root.clientWidth, height: root.scrollHeight,
    images: [...page.images].map(i => i.naturalWidth), math: page.querySelectorAll("math").length, wide: wide.map(e => e.tagName)}});
}});</script></body></html>"""


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """(report, curves, results) of a sweep of the real program."""
    folder = tmp_path_factory.mktemp("report")
    files = results(sweep(folder))
    assert run("collect", *files, "-o", folder / "curves.h5").returncode == 0
    finished = run_apart("report", folder / "curves.h5", "-o", folder / "report.html")
    assert (finished.returncode, finished.stderr) == (0, "")
    return folder / "report.html", folder / "curves.h5", files


def browse(folder, *arguments):
    """Chromium without a window: its standard output; fails on whatever the page's console says."""
    browser = shutil.which("chromium")
    if not browser:
        pytest.fail("chromium is not installed; `cmake/setup tests` does that")
    finished = subprocess.run([browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--enable-logging=stderr",
                               f"--user-data-dir={folder / 'profile'}", *arguments],
                              capture_output=True, text=True, timeout=LIMIT_SECONDS, check=True)
    said = [line for line in finished.stderr.splitlines() if "CONSOLE" in line]
    assert not said, said
    return finished.stdout


def measured(folder, path, width):
    """What a browser makes of the page at this width."""
    probe = folder / "probe.html"
    probe.write_text(PROBE.format(width=width, height=HEIGHT, page=html.escape(path.read_text(encoding="utf-8"))), encoding="utf-8")
    seen = browse(folder, f"--window-size={DESK},{HEIGHT}", "--dump-dom", probe.as_uri())
    return json.loads(html.unescape(re.search("<title>(.*?)</title>", seen).group(1)))


def test_the_page_is_valid_html(page):
    html5lib.HTMLParser(strict=True).parse(page[0].read_text(encoding="utf-8"))


def test_the_page_loads_nothing(page):
    text = page[0].read_text(encoding="utf-8")
    sources = re.findall(r"""(?:src|href|srcset)\s*=\s*["']([^"']*)""", text)
    assert len(sources) >= 5 and all(source.startswith("data:") for source in sources)
    assert "url(" not in text and "@import" not in text and "<script" not in text


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_browser_shows_all_of_it(page, tmp_path, width):
    seen = measured(tmp_path, page[0], width)
    drawn_for = style.NARROW_WIDTH if width == PHONE else style.PAGE_WIDTH
    assert seen["images"] == [round(drawn_for * DOTS_PER_INCH)] * 5
    assert seen["math"] == 6 and seen["height"] > 2000
    assert seen["client"] == width and seen["scroll"] <= width and seen["wide"] == []


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_screenshot_is_not_blank(page, tmp_path, width):
    shot = tmp_path / "shot.png"
    browse(tmp_path, f"--window-size={width},{HEIGHT}", f"--screenshot={shot}", page[0].as_uri())
    with Image.open(shot) as picture:
        assert picture.size == (width, HEIGHT)
        pixels = np.asarray(picture.convert("RGB")).astype(int)
    ink = pixels.min(axis=2) < 128
    bands = ink[:4000].reshape(20, -1).mean(axis=1)  # text or pictures from top to bottom
    assert 0.01 < ink.mean() < 0.3 and (bands > 0.001).all()
    assert (pixels.max(axis=2) - pixels.min(axis=2) > 60).mean() > 0.002  # the colours of the figures
    assert not ink[:, -2:].any()


def test_it_prints(page, tmp_path):
    browse(tmp_path, "--no-pdf-header-footer", f"--print-to-pdf={tmp_path / 'report.pdf'}", page[0].as_uri())
    content = (tmp_path / "report.pdf").read_bytes()
    pages = len(re.findall(rb"/Type\s*/Page\b", content))
    assert content.startswith(b"%PDF-") and 3 <= pages <= 12


def test_the_table_has_every_cell(page):
    text = page[0].read_text(encoding="utf-8")
    for i, d in enumerate(DIMENSIONS):
        for j, n in enumerate(POINTS):
            times = [number(*(values(page[1], f"collapse_time_{name}{suffix}")[i, j] for suffix in ("", "_stderr")))
                     for name in ("cloning", "fit", "entropy")]
            theory = np.log(1 + 1 / (n ** (2 / d) - 1)) / 2
            row = re.search(rf"<tr[^>]*><td>{d}</td><td>{n}</td>(.*)</tr>", text).group(1)
            cells = re.findall("<td>(.*?)</td>", row)
            assert cells[:6] == [f"{np.log(n) / d:.3f}", "4", *times, f"{theory:#.4g}"] and len(cells) == 7


def test_provenance_is_on_the_page(page):
    text = page[0].read_text(encoding="utf-8")
    for path in page[2]:
        assert path.name in text and f"--output {path}" in text
    assert "collect " in text and "report " in text and "Open MPI" in text and ">1,2,3,4<" in text


def test_what_is_missing_stands_at_the_top(tmp_path):
    (tmp_path / "tasks.json").write_text(json.dumps({"tasks": [{"name": "here", "result": "a.h5"}, {"name": "not <here>", "result": "b.h5"}]}))
    collapse(tmp_path / "a.h5", dimension=4, points=50, snapshots=50)
    assert run("collect", "--expect", tmp_path / "tasks.json", "-o", tmp_path / "curves.h5").returncode == 66
    assert run("report", tmp_path / "curves.h5", "-o", tmp_path / "report.html").returncode == 0
    header = (tmp_path / "report.html").read_text(encoding="utf-8").split("<main>")[0]
    assert "1 of 2 tasks are missing" in header and "not &lt;here&gt; (no result)" in header


@pytest.mark.parametrize("law", ["mixture", "idx"])
def test_other_laws_and_hostile_words(tmp_path, law):
    dataset = make_result(law, 48, [100, 1000])
    files = [write_task(tmp_path / f"{seed}.h5", dataset, seed, train_file=HOSTILE, option=HOSTILE) for seed in (1, 2)]
    assert run("collect", *files, "-o", tmp_path / "curves.h5").returncode == 0
    assert run("report", tmp_path / "curves.h5", "-o", tmp_path / "report.html").returncode == 0
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    html5lib.HTMLParser(strict=True).parse(text)
    assert "<script" not in text and html.escape("<script>") in text
    assert ("Gaussian bound" in text) == (law == "idx") and ("class</mtext>" in text) == (law == "mixture")


def test_refusals(tmp_path):
    for output, said in (("report.txt", "extension"), ("absent/report.html", "no folder")):
        finished = run("report", tmp_path / "curves.h5", "-o", tmp_path / output)
        assert finished.returncode == 2 and said in finished.stderr
    finished = run("report", tmp_path / "curves.h5", "-o", tmp_path / "report.html")
    assert finished.returncode == 2 and "no such file" in finished.stderr


@pytest.mark.parametrize("value, error, text", [(0.27391, 0.00468, "0.2739 ± 0.0047"), (1.5, 0.12, "1.50 ± 0.12"), (123.4, 56.0, "123 ± 56"),
                                                (0.129, float("nan"), "0.1290"), (0.5, 0.0, "0.5000"), (float("nan"), 0.1, "–")])
def test_digits_follow_the_error(value, error, text):
    assert number(value, error) == text


def test_mathematics_of_captions():
    assert as_html(r"a < b at $t_C$") == "a &lt; b at <i>t</i><sub><i>C</i></sub>"
    assert as_html(r"$f^e\!/\alpha=.05$") == "<i>f</i><sup><i>e</i></sup>/<i>α</i> = .05"
    assert as_html(r"$e^{2\alpha}-1$, \$5") == "<i>e</i><sup>2<i>α</i></sup>−1, $5"
    assert count(1234567) == "1\u202f234\u202f567"
