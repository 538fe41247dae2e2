"""The other tools: installs them, and knows how to run each and how to read what it says."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

from measure import ENVIRONMENT, Command

HERE = Path(__file__).resolve().parent
LOOPS = HERE / "loops"
SCHEMAS = HERE.parent.parent / "schemas"
O3_PRO_SCHEMA = str(SCHEMAS / "klingai-video-o3-pro.schema.json")
BOTH_SCHEMAS = [O3_PRO_SCHEMA, str(SCHEMAS / "klingai-video-3-0-standard.schema.json")]

PYTHON_PACKAGES = {
    "jsonschema-rs": ["jsonschema-rs==0.60.3"],
    "fastjsonschema": ["fastjsonschema==2.22.3"],
    # With the package that its `uri` format asks for.
    "check-jsonschema": ["check-jsonschema==0.39.0", "rfc3986-validator==0.1.1"],
}
NODE_PACKAGES = {
    "AJV": ["ajv@8.20.0", "ajv-formats@3.0.1"],
    "ajv-cli": ["ajv-cli@5.0.0", "ajv@8.20.0", "ajv-formats@3.0.1"],
}
PACKAGES = PYTHON_PACKAGES | NODE_PACKAGES


def install(name, folder):
    """Installs a tool into a folder, unless it is there. Answers why it cannot be, or `None`."""
    packages = PACKAGES[name]
    note = folder / "installed.txt"
    if note.exists() and note.read_text().split() == packages:
        return None
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if name in PYTHON_PACKAGES:
        pip = [str(folder / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check"]
        steps = [[sys.executable, "-m", "venv", str(folder)], [*pip, "--only-binary=:all:", *packages]]
    else:
        npm = ["npm", "install", "--prefix", str(folder), "--no-audit", "--no-fund", "--ignore-scripts"]
        steps = [["node", "--version"], [*npm, "--save-exact", *packages]]
    for step in steps:
        try:
            subprocess.run(step, check=True, capture_output=True, text=True, timeout=600)
        except subprocess.CalledProcessError as error:
            lines = (error.stderr or error.stdout).strip().splitlines()
            return lines[-1] if lines else f"{step[0]} ended with {error.returncode}"
        except (OSError, subprocess.TimeoutExpired) as error:
            return str(error)
    note.write_text("\n".join(packages))
    return None


def loop(name, folder, layout, file):
    """The loop program of a library, over the requests of a file."""
    if name == "AJV":
        program, environment = node("ajv_loop.cjs", folder)
    else:
        program = [str(folder / "bin" / "python"), str(LOOPS / f"{name.replace('-', '_')}_loop.py")]
        environment = {}
    return Command(f"{name} loop", [*program, layout, file, *BOTH_SCHEMAS], environment)


def node(script, folder):
    # The loops stand elsewhere than the packages that they need.
    return [shutil.which("node"), str(LOOPS / script)], {"NODE_PATH": str(folder / "node_modules")}


def checker(name, folder, files):
    """A program that checks files against one schema."""
    if name == "ajv-cli":
        modules = folder / "node_modules"
        options = "validate --spec=draft2020 --strict=false --all-errors --errors=text -c ajv-formats -c"
        argv = [shutil.which("node"), str(modules / "ajv-cli" / "dist" / "index.js"), *options.split()]
        # It expands a glob by itself.
        data = files[0] if len(files) == 1 else "files/*.json"
        argv += [str(LOOPS / "own_formats.cjs"), "-s", O3_PRO_SCHEMA, "-d", data]
        return Command(name, argv, {"NODE_PATH": str(modules)}, is_slow=True)
    argv = [str(folder / "bin" / "check-jsonschema"), "--schemafile", O3_PRO_SCHEMA, *files]
    return Command(name, argv, is_slow=True)


def ours(binary, label, *arguments):
    return Command(label, [str(binary), "check", *arguments])


def name_of(command):
    """The tool that a command runs."""
    return command.label.removesuffix(" loop").split()[0]


def found_by(command):
    """Runs a command for what it says; answers with the numbers of the tasks that it finds invalid."""
    name = name_of(command)
    argv = list(command.argv)
    if name == "runware-lint":
        argv[argv.index("concise")] = "jsonl"
    elif name == "check-jsonschema":
        argv[1:1] = ["--output-format", "json"]
    environment = ENVIRONMENT | command.environment
    result = subprocess.run(argv, env=environment, capture_output=True, text=True, encoding="utf-8")
    if result.returncode not in (0, 1):
        sys.exit(f"error: {name} ended with {result.returncode}: {result.stderr.strip()[-400:]}")
    return READERS.get(name, of_loop)(result)


def of_loop(result):
    return {int(line.split(":", 1)[0]) for line in result.stdout.splitlines()}


def of_ours(result):
    found = set()
    for line in result.stdout.splitlines():
        finding = json.loads(line)
        if finding.get("severity") == "error":
            file = re.fullmatch(r"files/(\d+)\.json", finding["path"])
            found.add(int(file[1]) if file else finding["task"] + 1)
    return found


def of_check_jsonschema(result):
    errors = json.loads(result.stdout)["errors"]
    return {int(Path(error["filename"]).stem) for error in errors}


def of_ajv_cli(result):
    return {int(number) for number in re.findall(r"files/(\d+)\.json invalid", result.stderr)}


READERS = {"runware-lint": of_ours, "check-jsonschema": of_check_jsonschema, "ajv-cli": of_ajv_cli}
