"""Prints what was measured, as tables, and what was to be reached."""

import os
import platform
import re
import statistics
import subprocess
from dataclasses import dataclass
from pathlib import Path

import tools
from measure import Command

MEGABYTE = 1_000_000
# What each task may add to the memory: the identity of its `taskUUID`, which must be unique.
BYTES_PER_TASK = 24
# Formats that are printed as findings come, so that memory need not grow with them.
STREAMED = ("concise", "full", "jsonl")


@dataclass
class Verdict:
    """What a tool found invalid in a file, and the truth about it."""

    command: Command
    file: str
    numbers: set
    truth: dict

    def found(self, kind):
        return len(self.numbers & set(self.truth[kind]))

    def wrong(self):
        """How many valid tasks it refuses."""
        return len(self.numbers - set(self.truth["schema"]) - set(self.truth["beyond"]))

    def agrees(self):
        beyond = len(self.truth["beyond"]) if tools.name_of(self.command) == "runware-lint" else 0
        is_complete = self.found("schema") == len(self.truth["schema"]) and self.found("beyond") == beyond
        return is_complete and self.wrong() == 0


@dataclass
class Target:
    """Something to reach. `value` is `None` where it could not be measured."""

    what: str
    value: float | None
    reach: float
    dream: float
    unit: str = "×"
    at_least: bool = False

    def row(self):
        sign = "≥" if self.at_least else "≤"
        reach, dream = (f"{sign} {limit:g} {self.unit}" for limit in (self.reach, self.dream))
        if self.value is None:
            return [self.what, "–", reach, dream, "not measured"]
        return [self.what, f"{number(self.value)} {self.unit}", reach, dream, self.judgement()]

    def judgement(self):
        def is_met(limit):
            return self.value >= limit if self.at_least else self.value <= limit

        if is_met(self.dream):
            return "met, and the dream"
        return "met" if is_met(self.reach) else "**missed**"


def number(value):
    """Three digits that count."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def table(header, rows, markdown):
    """The first column is text, the others are numbers."""
    rows = [header, *rows]
    if not markdown:
        rows = [[cell.replace("**", "").replace("`", "") for cell in row] for row in rows]
    widths = [max(len(row[index]) for row in rows) for index in range(len(header))]
    lines = []
    for row in rows:
        numbers = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        cells = [row[0].ljust(widths[0]), *numbers]
        lines.append(f"| {' | '.join(cells)} |" if markdown else "  ".join(cells).rstrip())
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    lines.insert(1, f"| {' | '.join(rule)} |" if markdown else "  ".join("-" * width for width in widths))
    print("\n".join(lines) + "\n")


def title(text, markdown):
    print(f"### {text}\n" if markdown else f"{text}\n")


def megabytes(count):
    return "–" if count is None else number(count / MEGABYTE)


def amount(count):
    return f"{megabytes(count)} MB" if count >= MEGABYTE / 10 else f"{number(count / 1000)} KB"


def ratio(command, base):
    return statistics.median(command.against(base))


def write(suite, found, truth, left_out, chosen):
    markdown = chosen.markdown
    machine(truth, left_out, chosen)
    for name, reason in left_out.items():
        print(f"Left out: {name} ({reason})\n")
    for workload in (suite.lines, suite.array, suite.files, suite.start):
        workload_table(workload, markdown)
    formats_table(suite, markdown)
    verdict_table(found, markdown)
    title("To reach", markdown)
    rows = [target.row() for target in targets(suite, truth)]
    table(["what", "measured", "reach", "dream", ""], rows, markdown)
    if chosen.scale != "full":
        print("The corpus is a small one: too small for a judgement about NDJSON or memory.\n")
    base = suite.lines.commands[0]
    waited = base.median() / statistics.median(base.busy)
    if waited > 1.5:
        print(f"Other programs kept the processors busy: `{base.label}` waited {waited - 1:.1f} × as long as it ran.\n")


def machine(truth, left_out, chosen):
    """On what, and with what, all this was measured."""
    processor = platform.machine()
    information = Path("/proc/cpuinfo")
    if information.exists():
        names = re.findall(r"^model name\s*: (.*)$", information.read_text(), re.MULTILINE)
        processor = names[0] if names else processor
    system = f"{platform.system()} {platform.release()}"
    print(f"{processor}, {os.cpu_count()} processors, {system}; load at the end {os.getloadavg()[0]:.1f}")
    packages = {package for name in tools.PACKAGES.keys() - left_out for package in tools.PACKAGES[name]}
    print(", ".join([version("wc"), f"Python {platform.python_version()}", version("node"), *sorted(packages)]))
    tasks = ", ".join(f"{file} {about['tasks']:,}" for file, about in truth.items())
    print(f"Scale {chosen.scale}, seed {chosen.seed}, rounds {chosen.rounds}; tasks: {tasks}\n")


def version(program):
    try:
        result = subprocess.run([program, "--version"], capture_output=True, text=True)
    except OSError:
        return f"no {program}"
    first = next(iter(result.stdout.splitlines()), "")
    return first if first.startswith(program) else f"{program} {first}"


def workload_table(workload, markdown):
    base = workload.commands[0]
    title(f"{workload.title}: {amount(workload.bytes)}", markdown)
    rows = []
    for command in workload.commands:
        ratios = command.against(base)
        rows.append(
            [
                f"`{command.label}`",
                number(command.median() * 1000),
                number(statistics.median(command.busy) * 1000),
                number(statistics.median(ratios)),
                f"{number(min(ratios))}–{number(max(ratios))}",
                number(workload.bytes / command.median() / MEGABYTE),
                megabytes(command.peak),
            ]
        )
    table(["", "ms", "processor ms", f"× `{base.label}`", "from–to", "MB/s", "peak MB"], rows, markdown)


def formats_table(suite, markdown):
    """What findings cost: every format, over requests that are all valid, and the same with mistakes."""
    sizes = f"all valid ({amount(suite.valid.bytes)}) and all invalid ({amount(suite.invalid.bytes)})"
    title(f"runware-lint -j1, NDJSON, {sizes}", markdown)
    valid_base, *valid = suite.valid.commands
    invalid_base, *invalid = suite.invalid.commands
    rows = []
    for clean, one, two in zip(valid, invalid[::2], invalid[1::2], strict=True):
        rows.append(
            [
                f"`--format {output_of(clean)}`",
                number(ratio(clean, valid_base)),
                number(ratio(one, invalid_base)),
                number(ratio(two, invalid_base)),
                number(ratio(one, clean)),
                megabytes(one.printed),
                megabytes(clean.peak),
                megabytes(one.peak),
            ]
        )
    ratios = ["valid × wc", "invalid × wc", "with -j2", "invalid : valid"]
    table(["", *ratios, "printed MB", "peak MB, valid", "invalid"], rows, markdown)


def output_of(command):
    """The format in which a command of ours prints."""
    return command.argv[command.argv.index("--format") + 1]


def verdict_table(found, markdown):
    title("Do they find the same?", markdown)
    rows = []
    for verdict in found:
        counts = [f"{verdict.found(kind):,} of {len(verdict.truth[kind]):,}" for kind in ("schema", "beyond")]
        rows.append(
            [
                f"`{verdict.command.label}`",
                verdict.file,
                *counts,
                str(verdict.wrong()),
                "as expected" if verdict.agrees() else "**DIFFERS**",
            ]
        )
    table(["", "file", "by the schema", "beyond it", "valid, but refused", ""], rows, markdown)
    print(
        "All tools get the same JSON Schemas. Beyond them are mistakes across parameters, and those in the formats\n"
        "image-reference and video-reference, which are runware-lint's own: no other tool can find them.\n"
    )


def targets(suite, truth):
    by_label = {command.label: command for command in suite.lines.commands}
    base, one, two = suite.lines.commands[:3]
    counted, named = suite.files.commands[:2]
    nothing, _, _, check = suite.start.commands[:4]
    ajv, fast = by_label.get("AJV loop"), by_label.get("fastjsonschema loop")
    return [
        Target("NDJSON against `wc -l`, 1 thread", ratio(one, base), 3.8, 2.7),
        Target("NDJSON against `wc -l`, 2 threads", ratio(two, base), 2.0, 1.5),
        Target("an AJV loop against it, 1 thread", ajv and ratio(ajv, one), 12, 17, at_least=True),
        Target("a fastjsonschema loop against it, 1 thread", fast and ratio(fast, one), 34, 48, at_least=True),
        Target(f"{truth['files']['tasks']:,} files against `wc -c`", ratio(named, counted), 1.5, 1.0),
        Target("cold start: one file, above `true`", check.above(nothing) * 1000, 0.6, 0.2, "ms"),
        Target(
            f"peak memory, NDJSON, without {BYTES_PER_TASK} bytes a task",
            largest_peak(suite, truth),
            16,
            6,
            "MB",
        ),
        Target(
            "peak memory, one array, without the file",
            above_allowance(suite.array.commands[1:3], suite.array.bytes),
            16,
            6,
            "MB",
        ),
    ]


def largest_peak(suite, truth):
    """Over the NDJSON files and the formats that print as they go."""
    streamed = [command for command in suite.invalid.commands[1:] if output_of(command) in STREAMED]
    peaks = [
        above_allowance(suite.lines.commands[1:3], BYTES_PER_TASK * truth["mixed.ndjson"]["tasks"]),
        above_allowance(streamed, BYTES_PER_TASK * truth["invalid.ndjson"]["tasks"]),
    ]
    return None if None in peaks else max(peaks)


def above_allowance(commands, allowance):
    """The largest peak of some commands beyond what is allowed for, in MB."""
    peaks = [command.peak for command in commands]
    return None if None in peaks else max(0, max(peaks) - allowance) / MEGABYTE
