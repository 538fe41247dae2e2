"""Runs programs and measures them from outside: time, peak memory, size of the output."""

import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field

ENVIRONMENT = dict(os.environ, PYTHONDONTWRITEBYTECODE="1")


@dataclass
class Command:
    """A program with its arguments, and what was measured of it."""

    label: str
    argv: list
    environment: dict = field(default_factory=dict)
    # Run once a round, where the others of its workload run several times.
    is_slow: bool = False
    # Seconds, by round and pass: what has the same key was run right after each other.
    seconds: dict = field(default_factory=dict)
    # Seconds of all processors together, which tell more on a busy machine.
    busy: list = field(default_factory=list)
    # Bytes.
    peak: int | None = None
    printed: int = 0

    def median(self):
        return statistics.median(self.seconds.values())

    def against(self, other):
        """How many times as long as another command it took, in every pass that has both."""
        return [took / other.seconds[key] for key, took in self.seconds.items() if key in other.seconds]

    def above(self, other):
        """How many seconds longer than another command it took, as a median over the passes that have both."""
        both = self.seconds.keys() & other.seconds.keys()
        return statistics.median(self.seconds[key] - other.seconds[key] for key in both)


@dataclass
class Workload:
    """Commands that read the same input. The first is what the others are compared with."""

    title: str
    bytes: int
    commands: list
    # How often its commands are run in a round.
    passes: int = 1


# Prints the id of a process that runs "$@" once it has read a line.
START_LATER = """
exec 3<&0
output=$1
shift
{ read -r go <&3; exec "$@" </dev/null 3<&- >"$output" 2>/dev/null; } &
echo $!
"""


def run(command):
    """Runs a command with its output thrown away; answers with the seconds that it took, and was busy."""
    quiet = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
        (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
    ]
    environment = ENVIRONMENT | command.environment
    start = time.perf_counter()
    child = os.posix_spawn(command.argv[0], command.argv, environment, file_actions=quiet)
    _, status, usage = os.wait4(child, 0)
    took = time.perf_counter() - start
    accept(command, status)
    return took, usage.ru_utime + usage.ru_stime


def accept(command, status):
    """Ends the benchmark when a program did not do its work: 0 and 1 are verdicts."""
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, 1):
        sys.exit(f"error: {' '.join(command.argv[:8])} ended with {code}")


def measure_memory(command, output):
    """Notes a command's peak memory, and how much it prints, into the file `output`.

    A program started from here would inherit the peak of this one (Linux counts the memory before `exec` too). So a
    small shell starts it and leaves it to us, which only Linux can do. It waits until the shell has ended, since a
    shell takes the children that end before it.
    """
    if not sys.platform.startswith("linux"):
        return
    become_reaper()
    shell = subprocess.Popen(
        ["sh", "-c", START_LATER, "sh", str(output), *command.argv],
        env=ENVIRONMENT | command.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    child = int(shell.stdout.readline())
    shell.wait()
    shell.stdin.write(b"\n")
    shell.stdin.close()
    shell.stdout.close()
    _, status, usage = os.wait4(child, 0)
    accept(command, status)
    command.peak = usage.ru_maxrss * 1024
    command.printed = output.stat().st_size


def become_reaper():
    """Asks the kernel to give us the children of our children when those end."""
    import ctypes

    set_child_subreaper = 36
    if ctypes.CDLL(None, use_errno=True).prctl(set_child_subreaper, 1, 0, 0, 0) != 0:
        sys.exit("error: cannot become the reaper of other processes")


def run_rounds(workloads, rounds, tell):
    """Runs every command in every round, the commands of a workload in turn, each time another one first."""
    for number in range(rounds):
        tell(f"round {number + 1} of {rounds}")
        for workload in workloads:
            for one in range(workload.passes):
                first = (number * workload.passes + one) % len(workload.commands)
                for command in workload.commands[first:] + workload.commands[:first]:
                    if one == 0 or not command.is_slow:
                        command.seconds[number, one], busy = run(command)
                        command.busy.append(busy)
