// What a program in Node would do: compile both schemas once, then validate one request after another.
// Usage: node ajv_loop.cjs (lines|array) FILE SCHEMA...; prints `NUMBER: PLACE MESSAGE` for every error.
"use strict";
const fs = require("node:fs");
const Ajv = require("ajv/dist/2020");
const addFormats = require("ajv-formats");
const addOwnFormats = require("./own_formats.cjs");

const [layout, file, ...schemas] = process.argv.slice(2);
const ajv = addOwnFormats(addFormats(new Ajv({ allErrors: true, strict: false })));
const validators = new Map();
for (const path of schemas) {
  const schema = JSON.parse(fs.readFileSync(path, "utf8"));
  validators.set(schema.properties.model.const, ajv.compile(schema));
}

let printed = "";
function check(task, number) {
  const validate = validators.get(task.model);
  if (validate(task)) return;
  for (const error of validate.errors) printed += `${number}: ${error.instancePath} ${error.message}\n`;
  if (printed.length > 65536) flush();
}
function flush() {
  fs.writeSync(1, printed);
  printed = "";
}

if (layout === "array") {
  JSON.parse(fs.readFileSync(file, "utf8")).forEach((task, index) => check(task, index + 1));
} else {
  const descriptor = fs.openSync(file);
  const block = Buffer.allocUnsafe(1 << 20);
  let rest = Buffer.alloc(0);
  let number = 0;
  for (;;) {
    const length = fs.readSync(descriptor, block);
    if (length === 0) break;
    const text = Buffer.concat([rest, block.subarray(0, length)]);
    let start = 0;
    for (let end; (end = text.indexOf(10, start)) >= 0; start = end + 1) {
      check(JSON.parse(text.toString("utf8", start, end)), ++number);
    }
    rest = text.subarray(start);
  }
}
flush();
