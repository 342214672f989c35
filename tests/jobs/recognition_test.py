"""Which site a machine is: the environments of the clusters that jobs/sites has, none of them, several, and what is wrong in [recognised]."""

import pytest

from conftest import FAKE_PROGRAM
from fake_slurm import FakeSlurm
from regimes_jobs.errors import JobsError
from regimes_jobs.recognition import recognise
from regimes_jobs.site import read_sections, read_site, shipped_sites

ELSEWHERE = {"node17", "node17.example.org"}
CLUSTERS = [name for name, path in shipped_sites().items() if read_sections(path)[2]]
SWEEP = "[base]\ndimension = 4\n[product]\nseed = 1, 2\n"


@pytest.mark.parametrize("environment, hosts, name", [
    ({"NERSC_HOST": "perlmutter"}, ELSEWHERE, "perlmutter"),
    ({"LMOD_SYSTEM_NAME": "frontier"}, ELSEWHERE, "frontier"),
    ({}, {"login05", "login05.frontier.olcf.ornl.gov"}, "frontier"),
    ({"SYSTEMNAME": "juwels"}, ELSEWHERE, "juwels"),
    ({"HPC_SYSTEM": "leonardo"}, ELSEWHERE, "leonardo"),
    ({}, {"login02.leonardo.local"}, "leonardo"),
    ({}, {"int4", "int4.local.snellius.surf.nl"}, "snellius"),
    ({"SLURM_CLUSTER_NAME": "snellius"}, ELSEWHERE, "snellius"),
    ({}, {"jean-zay3"}, "jean-zay"),
    ({"SLURM_CLUSTER_NAME": "jean-zay", "NERSC_HOST": ""}, ELSEWHERE, "jean-zay"),
])
def test_a_cluster_is_known_by_its_environment(environment, hosts, name):
    found, sign = recognise(environment, hosts)
    assert found == name and " = " in sign


def test_every_cluster_says_what_must_be_filled_in_and_that_it_is_untried():
    assert len(CLUSTERS) >= 6
    for name in CLUSTERS:
        site = read_site(name)
        assert site.needs and site.ranks_per_node > 1 and site.binding == "cores"
        with open(shipped_sites()[name], encoding="utf-8") as stream:
            assert "Not yet run there." in stream.readline()


@pytest.mark.parametrize("environment", [{}, {"NERSC_HOST": "cori"}, {"SYSTEMNAME": "juwelsbooster"}, {"NERSC_HOST": ""}])
def test_another_machine_is_none_of_them(environment):
    with pytest.raises(JobsError) as error:
        recognise(environment, ELSEWHERE)
    for text in ("no --site", "node17.example.org", "generic-cpu.ini", *CLUSTERS):
        assert text in str(error.value)


def test_a_machine_that_fits_two_sites_is_asked_about():
    with pytest.raises(JobsError, match=r"several fit.*juwels \(SYSTEMNAME = juwels\), perlmutter \(NERSC_HOST = perlmutter\); name one"):
        recognise({"NERSC_HOST": "perlmutter", "SYSTEMNAME": "juwels"}, ELSEWHERE)


@pytest.mark.parametrize("lines, texts", [
    ("A B = x", ["[recognised] 'A B' is no name of a variable"]),
    ("NERSC_HOST =", ["NERSC_HOST = '' fits any machine"]),
    ("host = *", ["host = '*' fits any machine"]),
])
def test_what_is_wrong_in_recognised_is_said(folder, lines, texts):
    with pytest.raises(JobsError) as error:
        read_site(folder.write("mine.ini", f"[recognised]\n{lines}\n[site]\npartition = cpu\n"))
    for text in texts:
        assert text in str(error.value)


@pytest.fixture
def submit(folder, tmp_path):
    """jobs/submit SWEEP with these arguments, where Slurm and the program are stand-ins."""
    slurm = FakeSlurm(tmp_path / "slurm")
    slurm.environment["REGIMES_PROGRAM"] = FAKE_PROGRAM
    sweep = folder.write("curves.ini", SWEEP)

    def run(*arguments, **environment):
        return folder.command("submit", sweep, "--yes", *arguments, environment={**slurm.environment, **environment})

    run.slurm, run.folder, run.sweep = slurm, folder, sweep
    return run


def test_submit_takes_the_site_that_is_recognised_and_says_so(submit):
    run = submit("--set", "account=m1234", "--set", "ranks_per_node=64", NERSC_HOST="perlmutter")
    assert run.returncode == 0, run.stderr
    assert f"site perlmutter, recognised by NERSC_HOST = perlmutter: {shipped_sites()['perlmutter']}" in run.stdout
    array, collect = submit.slurm.calls("sbatch")
    assert {"--account=m1234", "--qos=regular", "--constraint=cpu", "--ntasks-per-node=64"} <= set(array)
    assert not [word for word in array + collect if word.startswith(("--partition", "--mem"))]


def test_submit_asks_for_the_account(submit):
    submit.folder.refuses(2, "site perlmutter has no account", "--set account=NAME", "sacctmgr", f"jobs/run {submit.sweep}",
                          command=["submit", submit.sweep, "--yes"], environment={**submit.slurm.environment, "NERSC_HOST": "perlmutter"})
    assert submit.slurm.calls("sbatch") == []


def test_submit_on_a_machine_that_is_not_recognised(submit):
    submit.folder.refuses(2, "no --site was given", "perlmutter", "generic-cpu.ini", command=["submit", submit.sweep, "--yes"],
                          environment=submit.slurm.environment)


def test_submit_on_a_machine_without_slurm_names_the_other_command(submit, tmp_path):
    submit.folder.refuses(69, "no Slurm on this machine", f"jobs/run {submit.sweep}", command=["submit", submit.sweep], environment={"PATH": str(tmp_path)})


@pytest.mark.parametrize("setting, texts", [
    ("account", ["--set 'account'", "KEY=VALUE"]),
    ("acount=x", ["no key 'acount'", "did you mean 'account'?"]),
    ("ranks_per_node=0", ["--set ranks_per_node=0", "at least 1"]),
    ("needs=acount", ["needs has 'acount'", "did you mean 'account'?"]),
])
def test_a_wrong_setting_is_refused(submit, setting, texts):
    submit.folder.refuses(2, *texts, command=["submit", submit.sweep, "--site", "perlmutter", "--set", setting], environment=submit.slurm.environment)


def test_status_takes_settings_only_with_a_site(submit):
    run = submit.folder.command("status", submit.sweep, "--resubmit", "--set", "account=x", environment=submit.slurm.environment)
    assert run.returncode == 2 and "--set needs --site" in run.stderr
    run = submit.folder.command("status", submit.sweep, "--resubmit", "--yes", "--site", "perlmutter", "--set", "account=m1",
                                environment=submit.slurm.environment)
    assert run.returncode == 0, run.stderr
    assert "--account=m1" in submit.slurm.calls("sbatch")[0]
