"""What a program in Python would do with jsonschema-rs.

Usage: jsonschema_rs_loop.py (lines|array) FILE SCHEMA...; prints `NUMBER: PLACE MESSAGE` for every error.
"""

import jsonschema_rs
import tasks

# Formats that it does not know are passed over; `uri` is known.
validators = {
    model: jsonschema_rs.Draft202012Validator(schema, validate_formats=True, offline=True)
    for model, schema in tasks.schemas()
}
for number, task in tasks.numbered():
    validator = validators[task["model"]]
    # To ask for the verdict first is its fastest way, as most requests are valid.
    if not validator.is_valid(task):
        for error in validator.iter_errors(task):
            print(f"{number}: {error.instance_path} {error.message}")
