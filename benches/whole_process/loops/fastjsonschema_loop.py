"""What a program in Python would do with fastjsonschema. It stops at the first error of a request.

Usage: fastjsonschema_loop.py (lines|array) FILE SCHEMA...; prints `NUMBER: MESSAGE` for every invalid request.
"""

import fastjsonschema
import tasks

# Formats that it does not know are passed over; `uri` is known.
validators = {model: fastjsonschema.compile(schema) for model, schema in tasks.schemas()}
for number, task in tasks.numbered():
    try:
        validators[task["model"]](task)
    except fastjsonschema.JsonSchemaValueException as error:
        print(f"{number}: {error.message}")
