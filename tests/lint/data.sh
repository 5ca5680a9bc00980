#!/bin/sh
# The files other programs read: D-Bus, desktop entry, metainfo, templates, translations.
set -eu
source=$1
build=$2

xmllint --noout "$source"/data/dbus/*.xml
desktop-file-validate "$build"/data/*.desktop

# Where other programs' searches ask: both descriptions name the service that the bus can start and the object that the agent exports.
name=$(sed -n 's/^Name=//p' "$build"/data/io.github.handrail.Handrail.Search.service)
path=$(sed -n 's/^#define PATH "\(.*\)"$/\1/p' "$source"/src/agent/search-service.c)
provider=$source/data/io.github.handrail.Handrail.search-provider.ini
runner=$build/data/krunner/io.github.handrail.Handrail.desktop
[ -n "$name" ] && [ -n "$path" ]
grep -qx '\[Shell Search Provider\]' "$provider"
grep -qx 'DesktopId=io.github.handrail.Handrail.desktop' "$provider"
grep -qx 'Version=2' "$provider"
grep -qx "BusName=$name" "$provider"
grep -qx "ObjectPath=$path" "$provider"
grep -qx "X-Plasma-DBusRunner-Service=$name" "$runner"
grep -qx "X-Plasma-DBusRunner-Path=$path" "$runner"
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
