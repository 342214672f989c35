"""A Slurm of virtual nodes on this machine, on loopback only, with daemons of its own: munged, slurmctld and one slurmd per node.

Needs Debian's slurm-wlm and munge; neither systemd, cgroups nor a configuration of the machine. Ends with the process that started it.
"""

import getpass
import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "srun", "squeue", "scontrol", "setpriv")
START_SECONDS, STOP_SECONDS, COMMAND_SECONDS = 30, 10, 60
BETWEEN_LOOKS = 0.1
KEY_BYTES = 128
LOG_TAIL = 500  # characters of each daemon
LONGEST_JOB_MINUTES = 60
STAND_INS = ("/dev/null", "/dev/zero", "/dev/full", "/dev/urandom")  # devices of every machine, for GPUs

# GraceTime: what a preempted job has between SIGTERM and its end. Batch jobs yield to those of urgent.
CONFIGURATION = """\
ClusterName=regimes_test
SlurmctldHost={host}(127.0.0.1)
SlurmUser={user}
SlurmdUser={user}
SlurmctldPort={controller_port}
AuthType=auth/munge
AuthInfo=socket={base}/munge/socket
CredType=cred/munge
StateSaveLocation={base}/state
SlurmdSpoolDir={base}/spool.%n
SlurmctldPidFile={base}/slurmctld.pid
SlurmdPidFile={base}/slurmd.%n.pid
TmpFS={base}/tmp.%n
ProctrackType=proctrack/linuxproc
TaskPlugin={task_plugin}
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
MpiDefault=pmix
SwitchType=switch/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
DefMemPerCPU=128
SchedulerType=sched/backfill
SchedulerParameters=bf_interval=1,sched_interval=1,batch_sched_delay=0,sched_min_interval=0
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
PriorityType=priority/basic
SlurmdParameters=config_overrides
KillWait=5
MinJobAge=600
ReturnToService=2
"""
PARTITIONS = """\
PartitionName=batch Nodes=ALL Default=YES MaxTime={minutes} DefaultTime=10 PriorityTier=1 PreemptMode=REQUEUE GraceTime=10
PartitionName=urgent Nodes=ALL MaxTime={minutes} DefaultTime=10 PriorityTier=10 PreemptMode=OFF
"""


def missing_programs():
    return [name for name in PROGRAMS if shutil.which(name) is None]


def free_ports(count):
    """Ports that nobody listened on a moment ago."""
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


class Cluster:
    """`with Cluster(nodes=3) as slurm:`; slurm.environment is what its commands need."""

    def __init__(self, nodes=3, cores=2, gpus=0, task_plugin="task/affinity"):
        absent = missing_programs()
        assert not absent, f"no Slurm to test with: {', '.join(absent)} missing; install them with cmake/setup tests"
        self.nodes = [f"n{number}" for number in range(1, nodes + 1)]
        self.cores = cores
        self.gpus = gpus  # of every node: other devices, which Slurm counts and hands out
        self.task_plugin = task_plugin
        self.daemons = []
        self.base = Path(tempfile.mkdtemp(prefix="slurm-", dir="/tmp"))  # sockets need a short path
        self.base.chmod(0o755)
        self.environment = {**{name: value for name, value in os.environ.items() if not name.startswith(("SLURM_", "SBATCH_"))},
                            "SLURM_CONF": str(self.base / "slurm.conf")}

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    def daemon(self, name, *command):
        """A daemon in the foreground that gets SIGTERM when this process ends, however it ends."""
        log = (self.base / f"{name}.log").open("w")
        self.daemons.append(subprocess.Popen(["setpriv", "--pdeathsig", "TERM", *command], env=self.environment, stdout=log,
                                             stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True))

    def write_configuration(self):
        controller_port, *ports = free_ports(1 + len(self.nodes))
        host = socket.gethostname().split(".")[0]
        megabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // (1 << 20) // len(self.nodes)
        text = CONFIGURATION.format(host=host, user=getpass.getuser(), controller_port=controller_port, base=self.base,
                                    task_plugin=self.task_plugin)
        for node, port in zip(self.nodes, ports):
            (self.base / f"tmp.{node}").mkdir()  # the PMIx plugin keeps sockets there
            text += f"NodeName={node} NodeHostname={host} NodeAddr=127.0.0.1 Port={port} CPUs={self.cores} RealMemory={megabytes}"
            text += f" Gres=gpu:{self.gpus}\n" if self.gpus else "\n"
        if self.gpus:
            text += "GresTypes=gpu\n"
            self.write_gpus()
        (self.base / "slurm.conf").write_text(text + PARTITIONS.format(minutes=LONGEST_JOB_MINUTES))

    def write_gpus(self):
        lines = [f"NodeName={node} Name=gpu File={device}\n" for node in self.nodes for device in STAND_INS[:self.gpus]]
        (self.base / "gres.conf").write_text("".join(lines))

    def start(self):
        for name in ("munge", "state"):
            (self.base / name).mkdir()
        key = self.base / "munge" / "key"
        key.write_bytes(os.urandom(KEY_BYTES))
        key.chmod(0o400)
        self.write_configuration()
        munge = self.base / "munge"
        self.daemon("munged", "munged", "--foreground", "--force", f"--key-file={key}", f"--socket={munge}/socket",
                    f"--pid-file={munge}/pid", f"--seed-file={munge}/seed", f"--log-file={munge}/log")
        self.wait_for(lambda: (munge / "socket").exists(), "munged")
        self.daemon("slurmctld", "slurmctld", "-D", "-c")
        for node in self.nodes:
            self.daemon(f"slurmd.{node}", "slurmd", "-D", "-c", "-N", node)
        self.wait_for(lambda: self.idle_nodes() == len(self.nodes), "slurmctld and slurmd")

    def idle_nodes(self):
        listing = subprocess.run(["sinfo", "--noheader", "--Node", "--states=idle", "--partition=batch"], env=self.environment,
                                 capture_output=True, text=True, timeout=COMMAND_SECONDS, check=False)
        return len(listing.stdout.split("\n")) - 1

    def wait_for(self, condition, what, seconds=START_SECONDS):
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                raise AssertionError(f"{what}: nothing after {seconds} s; {self.logs()}")
            time.sleep(BETWEEN_LOOKS)

    def logs(self):
        return "\n".join(f"{path.name}: {path.read_text(errors='replace')[-LOG_TAIL:]}" for path in sorted(self.base.glob("*.log")))

    def run(self, *command, check=True):
        """Standard output of a command of Slurm."""
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=COMMAND_SECONDS, check=False)
        assert done.returncode == 0 or not check, f"{command}: {done.stderr}"
        return done.stdout

    def jobs(self):
        """[(job, state, name)] of what waits or runs, array tasks each by itself."""
        listing = self.run("squeue", "--noheader", "--array", "--format=%i|%T|%j")
        return [tuple(line.split("|")) for line in listing.splitlines()]

    def release_pending(self):
        """Requeued jobs do not wait their two minutes."""
        for job, state, _ in self.jobs():
            if state == "PENDING":
                self.run("scontrol", "update", f"JobId={job}", "StartTime=now", check=False)

    def wait_until_idle(self, seconds):
        """Until nothing waits or runs."""
        def idle():
            self.release_pending()
            return not self.jobs()

        self.wait_for(idle, "the queue", seconds)

    def stop(self):
        if len(self.daemons) > 1:
            subprocess.run(["scancel", f"--user={getpass.getuser()}"], env=self.environment, timeout=COMMAND_SECONDS, check=False)
            deadline = time.monotonic() + STOP_SECONDS
            while time.monotonic() < deadline and self.run("squeue", "--noheader", check=False):
                time.sleep(BETWEEN_LOOKS)
        for process in reversed(self.daemons):
            process.terminate()
        for process in self.daemons:
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
        shutil.rmtree(self.base, ignore_errors=True)
