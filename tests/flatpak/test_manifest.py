#!/usr/bin/env python3
"""The manifest's permissions against the list of those we can defend, and its form against what Flathub's linter refuses."""

import fnmatch
import json
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "testlib"))
import tap as taps  # noqa: E402

APP_ID = "io.github.handrail.Handrail"

# Whoever adds a permission says here what breaks without it, and in flatpak/README.md what it lets through.
ALLOWED = {
    "--share=ipc": "X11 without shared memory copies every frame through a socket",
    "--share=network": "subscriptions to calendars on the web",
    "--socket=wayland": "the windows",
    "--socket=fallback-x11": "the windows, and the active window's title, on X11",
    "--device=dri": "GTK's GL renderer for those who choose it",
    "--talk-name=org.freedesktop.Notifications": "notifications that can be replaced, withdrawn and answered",
    "--talk-name=org.kde.StatusNotifierWatcher": "the tray icon",
    "--talk-name=org.gnome.evolution.dataserver.Sources5": "which calendars the desktop knows",
    "--talk-name=org.gnome.evolution.dataserver.Calendar8": "the meetings in them",
    "--talk-name=org.gnome.evolution.dataserver.Subprocess.Backend.*": "the meetings in them, where each calendar has a process of its own",
    "--env=NOTIFY_IGNORE_PORTAL=1": "libnotify talks to the server itself",
}

# What the linter calls an error, as patterns; the values are its reasons in our words.
REFUSED = {
    "--socket=x11": "fallback-x11 is the one that ends where Wayland begins",
    "--socket=session-bus": "the whole bus",
    "--socket=system-bus": "the whole system bus",
    "--filesystem=host*": "the whole machine",
    "--filesystem=home*": "the whole home folder",
    "--filesystem=~*": "the whole home folder, or hidden parts of it",
    "--filesystem=/*": "system folders",
    "--filesystem=xdg-config*": "other programs' settings",
    "--filesystem=xdg-data*": "other programs' data",
    "--filesystem=xdg-cache*": "other programs' caches",
    "--filesystem=xdg-run/dconf*": "everybody's settings",
    "--talk-name=ca.desrt.dconf": "everybody's settings",
    "--talk-name=org.freedesktop.portal.*": "portals need no permission",
    "--talk-name=org.freedesktop.impl.portal.*": "the inner side of portals",
    "--talk-name=org.freedesktop.DBus": "always there",
    "--talk-name=org.freedesktop.Flatpak": "starts programs outside of the sandbox",
    "--talk-name=org.freedesktop.systemd1": "starts programs outside of the sandbox",
    "--talk-name=org.freedesktop.[*]": "a wildcard over the desktop",
    "--talk-name=org.gnome.[*]": "a wildcard over the desktop",
    "--talk-name=org.kde.[*]": "a wildcard over the desktop",
    "--system-talk-name=org.freedesktop.login1": "ends sessions and the machine",
    f"--talk-name={APP_ID}*": "always there",
    f"--own-name={APP_ID}*": "always there",
    "--own-name=*": "a name that is not ours",
    "--no-talk-name=*": "takes away what nothing gave",
    "--unshare=*": "takes away what nothing gave",
    "--nosocket=*": "takes away what nothing gave",
    "--device=all": "every device",
}


def refusals(arguments):
    """Each refused argument with the reason."""
    found = [f"{argument}: {reason}" for argument in arguments for pattern, reason in REFUSED.items() if fnmatch.fnmatchcase(argument, pattern)]
    if "--socket=fallback-x11" in arguments and "--share=ipc" not in arguments:
        found.append("--socket=fallback-x11: without --share=ipc")
    if ("--socket=fallback-x11" in arguments) != ("--socket=wayland" in arguments):
        found.append("--socket=wayland and --socket=fallback-x11: one without the other")
    return found


def source_problems(source):
    if source["type"] == "archive":
        if not source.get("url", "").startswith("https://"):
            yield f"{source.get('url')}: not fetched over https"
        if not re.fullmatch("[0-9a-f]{64}", source.get("sha256", "")):
            yield f"{source.get('url')}: no sha256"
    elif source["type"] == "git":
        if not source.get("url", "").startswith("https://") or not (source.get("tag") or source.get("commit")):
            yield f"{source.get('url')}: no tag or commit over https"
    elif source["type"] != "dir":
        yield f"a source of type {source['type']}"


def module_problems(module):
    if not isinstance(module, dict):
        yield f"{module}: a module in another file"
        return
    options = module.get("config-opts", [])
    for option in options:
        if re.match(r"--prefix|-DCMAKE_INSTALL_PREFIX|-DCMAKE_INSTALL_LIBDIR", option):
            yield f"{option}: flatpak-builder knows it"
        if option.startswith("-DCMAKE_BUILD_TYPE=") and option != "-DCMAKE_BUILD_TYPE=RelWithDebInfo":
            yield f"{option}: only RelWithDebInfo keeps the debug extension useful"
    if "--share=network" in module.get("build-options", {}).get("build-args", []):
        yield "the build asks for a network"
    if any("/lib/debug" in path for path in module.get("cleanup", [])):
        yield "the cleanup removes what the debug extension is made of"
    if not module.get("sources"):
        yield "no sources"
    for source in module.get("sources", []):
        yield from source_problems(source)


def manifest_problems(manifest):
    """What is wrong with a manifest's form."""
    if manifest["id"] != APP_ID:
        yield f"the id is {manifest['id']}"
    if "/" in manifest["command"]:
        yield f"the command {manifest['command']} is not a bare name"
    if manifest.get("branch", "stable") not in ("stable", "beta"):
        yield f"the branch {manifest['branch']}"
    if any("/lib/debug" in path for path in manifest.get("cleanup", [])):
        yield "the cleanup removes what the debug extension is made of"
    for module in manifest["modules"]:
        for problem in module_problems(module):
            yield f"{module['name'] if isinstance(module, dict) else module}: {problem}"


def read_manifest(path):
    # It leaves a folder of its own where it is called.
    with tempfile.TemporaryDirectory() as scratch:
        text = subprocess.run(["flatpak-builder", "--show-manifest", path.resolve()], check=True, stdout=subprocess.PIPE, cwd=scratch).stdout
    return json.loads(text)


def expect_none(problems):
    problems = list(problems)
    if problems:
        raise AssertionError("\n".join(problems))


def expect_allowed(manifest):
    arguments = manifest["finish-args"]
    expect_none(f"{argument}: on the list, but nobody asks for it any more" for argument in ALLOWED if argument not in arguments)
    expect_none(f"{argument}: not on the list" for argument in arguments if argument not in ALLOWED)


def expect_refused():
    """The check itself: each of these must be caught, or the two steps before it prove nothing."""
    for argument in ("--socket=x11", "--filesystem=home:ro", "--filesystem=host", "--filesystem=~/.ssh", "--filesystem=/etc", "--own-name=org.kde.*",
                     "--filesystem=xdg-config/autostart", "--talk-name=org.freedesktop.Flatpak", "--talk-name=org.gnome.*", "--unshare=network"):
        if not refusals([argument]):
            raise AssertionError(f"{argument} would pass")
    for arguments in (["--socket=wayland"], ["--socket=wayland", "--socket=fallback-x11"]):
        if not refusals(arguments):
            raise AssertionError(f"{arguments} would pass")

    good = {"type": "archive", "url": "https://example.org/a.tar.gz", "sha256": "0" * 64}
    broken = ({"config-opts": ["--prefix=/app"]}, {"config-opts": ["-DCMAKE_BUILD_TYPE=Release"]}, {"cleanup": ["/lib/debug"]},
              {"build-options": {"build-args": ["--share=network"]}}, {"sources": []}, {"sources": [{**good, "sha256": "abc"}]},
              {"sources": [{**good, "url": "http://example.org/a.tar.gz"}]}, {"sources": [{"type": "git", "url": "https://example.org/a"}]})
    for change in broken:
        if not list(module_problems({"name": "a", "sources": [good], **change})):
            raise AssertionError(f"a module with {change} would pass")


def expect_readme(manifest, readme):
    """Nobody is asked for a permission that the README does not explain."""
    text = pathlib.Path(readme).read_text(encoding="utf-8")
    expect_none(f"{argument}: not in {readme}" for argument in manifest["finish-args"] if f"`{argument}`" not in text)


def main():
    folder = pathlib.Path(sys.argv[1])
    manifest = read_manifest(folder / f"{APP_ID}.yml")
    tap = taps.Tap(story=False)
    tap.step("the permissions are the ones on the list", lambda: expect_allowed(manifest))
    tap.step("no permission is one that Flathub refuses", lambda: expect_none(refusals(manifest["finish-args"])))
    tap.step("modules and sources have the form that Flathub asks for", lambda: expect_none(manifest_problems(manifest)))
    tap.step("bad permissions and bad modules are caught", expect_refused)
    tap.step("the README explains each permission", lambda: expect_readme(manifest, folder / "README.md"))
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
