#!/usr/bin/env bash
# The check of action.yml: annotations in the log, a table on the page of the job, and a SARIF file where one is named.
set -eo pipefail

arguments=(--format=github --output="markdown=$RUNNER_TEMP/runware-lint.md")
if [ -n "$INPUT_SARIF" ]; then
  arguments+=(--output="sarif=$INPUT_SARIF")
fi
# A line is one argument, with all its spaces; an empty one is none.
while IFS= read -r line; do
  if [ -n "$line" ]; then arguments+=("$line"); fi
done <<< "$INPUT_ARGUMENTS"
arguments+=(--)
while IFS= read -r line; do
  if [ -n "$line" ]; then arguments+=("$line"); fi
done <<< "$INPUT_PATHS"

code=0
rm -f "$RUNNER_TEMP/runware-lint.md"
"$RUNNER_TEMP/runware-lint/bin/runware-lint" check "${arguments[@]}" || code=$?
if [ -f "$RUNNER_TEMP/runware-lint.md" ]; then
  cat "$RUNNER_TEMP/runware-lint.md" >> "$GITHUB_STEP_SUMMARY"
fi
exit "$code"
