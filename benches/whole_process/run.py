#!/usr/bin/env python3
"""Compares runware-lint with `wc` and with other validators, as whole processes.

Everything it makes or installs stands in target/bench. Ratios carry over to other machines, times do not. Each ratio is
one between runs right after each other; the median of them is shown. Needs Python 3.10 or newer, and Rust; Node and the
package registries for all of the comparison. Memory is measured on Linux alone.
"""

import argparse
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

# No `__pycache__` beside the sources.
sys.dont_write_bytecode = True

import corpus
import measure
import report
import tools
from measure import Command, Workload

ROOT = Path(__file__).resolve().parent.parent.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve()
BENCH = TARGET / "bench"

LOOPS = ["jsonschema-rs", "AJV", "fastjsonschema"]
CHECKERS = ["ajv-cli", "check-jsonschema"]
# `full` is for people; the others are read by programs.
FORMATS = ["concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "markdown", "full"]


def tell(message):
    print(message, file=sys.stderr, flush=True)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--scale", choices=corpus.SCALES, default="full", help="of the corpus (default full: 300 MB)")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="default 5")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of the corpus (default 1)")
    parser.add_argument("--markdown", action="store_true", help="print Markdown tables")
    parser.add_argument("--binary", type=Path, metavar="FILE", help="measure this program instead of building it")
    parser.add_argument("--alone", action="store_true", help="leave the other validators out")
    chosen = parser.parse_args()
    if chosen.rounds < 1:
        parser.error("--rounds must be at least 1")
    return chosen


def build():
    tell("building")
    subprocess.run(["cargo", "build", "--release", "--locked"], cwd=ROOT, check=True)
    return TARGET / "release" / "runware-lint"


def copied(binary):
    """A copy of the program, as an installation makes one. What a linker has just written stands in small pieces in the
    memory of the system, and starts up to half a millisecond later."""
    copy = BENCH / binary.name
    BENCH.mkdir(parents=True, exist_ok=True)
    copy.unlink(missing_ok=True)
    shutil.copy(binary, copy)
    return copy


def installed(alone):
    """The folders of the other tools, and why some are left out."""
    folders, left_out = {}, {}
    for name in tools.PACKAGES:
        if alone:
            left_out[name] = "--alone"
            continue
        tell(f"installing {name}")
        folder = BENCH / "tools" / name
        reason = tools.install(name, folder)
        if reason is None:
            folders[name] = folder
        else:
            left_out[name] = reason
            tell(f"left out: {name}: {reason}")
    return folders, left_out


def system(label, *argv):
    return Command(label, [shutil.which(argv[0]), *argv[1:]])


@dataclass
class Suite:
    """All commands, by what they are measured for."""

    lines: Workload
    array: Workload
    files: Workload
    start: Workload
    valid: Workload
    invalid: Workload

    def all(self):
        return [self.lines, self.array, self.files, self.start, self.valid, self.invalid]


def all_commands(binary, folders):
    """The commands to measure; paths are relative to the corpus."""

    def ours(label, *options, output="concise"):
        return tools.ours(binary, label, *options, "--format", output)

    def requests(title, layout, file):
        commands = [
            system(f"wc -l {file}", "wc", "-l", file),
            ours("runware-lint -j1", file, "-j1"),
            ours("runware-lint -j2", file, "-j2"),
        ]
        commands += [tools.loop(name, folders[name], layout, file) for name in LOOPS if name in folders]
        return Workload(title, size(file), commands)

    def formats(kind, jobs):
        file = f"{kind}.ndjson"
        commands = [system(f"wc -l {file}", "wc", "-l", file)]
        for output in FORMATS:
            for count in jobs:
                label = f"runware-lint -j{count} --format {output}"
                commands.append(ours(label, file, f"-j{count}", output=output))
        return Workload(f"NDJSON, all {kind}", size(file), commands)

    def checkers(files):
        return [tools.checker(name, folders[name], files) for name in CHECKERS if name in folders]

    names = sorted(str(path) for path in Path("files").iterdir())
    return Suite(
        lines=requests("NDJSON, 10 % invalid", "lines", "mixed.ndjson"),
        array=requests("one array, 10 % invalid", "array", "array.json"),
        files=Workload(
            f"{len(names):,} files, 10 % invalid",
            sum(size(name) for name in names),
            [
                system("wc -c files/*", "wc", "-c", *names),
                ours("runware-lint files/*", *names),
                ours("runware-lint files/* -j1", *names, "-j1"),
                ours("runware-lint files", "files"),
                *checkers(names),
            ],
            passes=5,
        ),
        start=Workload(
            "one file, valid",
            size("one.json"),
            [
                system("true", "true"),
                system("wc -c one.json", "wc", "-c", "one.json"),
                Command("runware-lint --version", [str(binary), "--version"]),
                ours("runware-lint one.json", "one.json"),
                *checkers(["one.json"]),
            ],
            passes=20,
        ),
        valid=formats("valid", [1]),
        invalid=formats("invalid", [1, 2]),
    )


def size(file):
    return os.stat(file).st_size


def verdicts(suite, truth):
    """Runs every tool once for what it finds, against what is to be found."""
    found = []
    for file, commands in (
        ("mixed.ndjson", suite.lines.commands[1:]),
        ("array.json", suite.array.commands[1:]),
        ("files", suite.files.commands[1:]),
        ("valid.ndjson", suite.valid.commands[1:2]),
        ("invalid.ndjson", suite.invalid.commands[1:2]),
    ):
        for command in commands:
            tell(f"verdicts: {command.label}, {file}")
            found.append(report.Verdict(command, file, tools.found_by(command), truth[file]))
    return found


def main():
    chosen = arguments()
    binary = chosen.binary.resolve() if chosen.binary else copied(build())
    folders, left_out = installed(chosen.alone)
    tell("making the corpus")
    folder = BENCH / f"corpus-{chosen.scale}"
    truth = corpus.make(folder, chosen.scale, chosen.seed)
    os.chdir(folder)
    suite = all_commands(binary, folders)
    found = verdicts(suite, truth)
    tell("measuring memory")
    output = BENCH / "output"
    for workload in suite.all():
        for command in workload.commands:
            measure.measure_memory(command, output)
    output.unlink(missing_ok=True)
    measure.run_rounds(suite.all(), chosen.rounds, tell)
    report.write(suite, found, truth, left_out, chosen)
    return 0 if all(verdict.agrees() for verdict in found) else 1


if __name__ == "__main__":
    sys.exit(main())
