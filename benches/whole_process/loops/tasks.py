"""What both Python loops share: the arguments, and the requests one after another."""

import json
import sys


def schemas():
    """The schemas named on the command line, by model."""
    for path in sys.argv[3:]:
        with open(path, encoding="utf-8") as file:
            schema = json.load(file)
        yield schema["properties"]["model"]["const"], schema


def numbered():
    """The requests of the file named on the command line, with their numbers."""
    layout, path = sys.argv[1:3]
    with open(path, "rb") as file:
        if layout == "array":
            yield from enumerate(json.load(file), 1)
        else:
            for number, line in enumerate(file, 1):
                yield number, json.loads(line)
