#!/bin/sh
# The files other programs read: D-Bus, desktop entry, metainfo, templates, translations.
set -eu
source=$1
build=$2

xmllint --noout "$source"/data/dbus/*.xml
desktop-file-validate "$build"/data/*.desktop
appstreamcli validate --no-net "$build"/data/io.github.handrail.Handrail.metainfo.xml

# Every file with translatable text is listed, and every listed file is there.
cd "$source"
grep -rlE '\b(_|N_|C_|ngettext|g_dngettext) ?\(' src --include='*.c' | grep -vE '^src/ctl/' | sort >"$build/has-text"
grep -rl 'translatable="yes"' src data --include='*.ui' --include='*.in' 2>/dev/null | sort >>"$build/has-text" || true
sort -u "$build/has-text" -o "$build/has-text"
grep -v '^#' po/POTFILES | sort -u >"$build/listed"
missing=$(grep -vxFf "$build/listed" "$build/has-text" || true)
[ -z "$missing" ] || { echo "po/POTFILES lacks: $missing"; exit 1; }
while read -r file; do
  [ -f "$file" ] || { echo "po/POTFILES names $file, which is not there"; exit 1; }
done <"$build/listed"
