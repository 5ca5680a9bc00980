#!/bin/sh
# clang-format decides; this only asks whether it was asked.
set -eu
cd "$1"
find src tests -name '*.[ch]' -print0 | xargs -0 clang-format --style=file --dry-run --Werror
