#!/usr/bin/env python3
"""The manual pages and the shells' completions against what the programs say of themselves. TAP on standard output.

usage: manuals.py BUILD SOURCE
"""

import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "testlib"))
import tap as taps  # noqa: E402

build, source = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
manuals = source / "data/man"
bash_file = source / "data/completions/bash/handrailctl"
zsh_file = source / "data/completions/zsh/_handrailctl"

# House style puts a sentence on a line, and the pages refer to one another before they are installed.
ACCEPTED = ("input text line longer than 80 bytes", "referenced manual not found", "outdated mandoc.db")


def output(*words):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False, timeout=60)
    assert not done.stderr or done.returncode == 0, done.stderr
    return done.stdout


def help_of(*words):
    return output(build / "src/ctl/handrailctl", *words, "--help")


def options_of(text):
    return set(re.findall(r"^ +(?:-\w, )?(--[a-z-]+)", text, re.MULTILINE))


VERBS = re.findall(r"^  ([a-z]+) ", help_of(), re.MULTILINE)
OPTIONS = {verb: options_of(help_of(verb)) for verb in VERBS}


def complete(*words, folder=None):
    """What bash offers for the last of the words."""
    script = 'source "$1"; shift; COMP_WORDS=(handrailctl "$@"); COMP_CWORD=$#; _handrailctl; printf "%s\\n" "${COMPREPLY[@]}"'
    done = subprocess.run(["bash", "-uc", script, "bash", str(bash_file), *words], capture_output=True, text=True, check=True,
                          cwd=folder, timeout=60)
    return set(done.stdout.split())


def same(seen, wanted):
    assert seen == wanted, f"{sorted(seen)} is not {sorted(wanted)}"


def manuals_are_well_formed():
    complaints = []
    pages = sorted(manuals.glob("*.[15]"))
    for page in pages:
        done = subprocess.run(["mandoc", "-T", "lint", "-W", "style", str(page)], capture_output=True, text=True, check=False, timeout=60)
        complaints += [line for line in done.stdout.splitlines() if not any(words in line for words in ACCEPTED)]
    assert len(pages) == 6
    assert not complaints, "\n".join(complaints)


def manual_of_handrailctl_is_complete():
    text = output("mandoc", "-T", "utf8", "-O", "width=200", manuals / "handrailctl.1")
    text = re.sub(".\b", "", text)
    synopsis = text.split("SYNOPSIS")[1].split("DESCRIPTION")[0]
    for verb in VERBS:
        lines = re.findall(rf"^ *handrailctl {verb} .*$", synopsis, re.MULTILINE)
        assert lines, f"the synopsis lacks {verb}"
        same(set(re.findall(r"--[a-z-]+", " ".join(lines))), OPTIONS[verb] - {"--help"})
    for option in set().union(*OPTIONS.values()):
        assert re.search(rf"^ +(-\w, )?(--[a-z]+ \w+, )?{option}\b", text.split("DESCRIPTION")[1], re.MULTILINE), f"{option} is not described"


def manual_of_the_agent_is_complete():
    text = re.sub(".\b", "", output("mandoc", "-T", "utf8", manuals / "handrail-agent.1"))
    words = output("dbus-run-session", "--", build / "src/agent/handrail-agent", "--help-all")
    options = options_of(words) - {"--help-all", "--help-gapplication"}
    assert "--transcript" in options
    for option in options:
        assert option in text, f"{option} is not described"


def bash_offers_verbs():
    same(complete(""), set(VERBS) | {"--help", "--version"})
    same(complete("wh"), {"why"})
    same(complete("nonsense", ""), set())


def bash_offers_the_options_of_each_verb():
    for verb in VERBS:
        same(complete(verb, "--"), OPTIONS[verb])
    same(complete("journal", "e"), {"export"})


def bash_offers_files_where_they_fit():
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "packs").mkdir()
        for name in ("work.ics", "titles.txt"):
            (pathlib.Path(folder) / name).touch()
        same(complete("why", "--pack", "", folder=folder), {"packs"})
        same(complete("lint", "", folder=folder), {"packs"})
        same(complete("agenda", "--calendar", "", folder=folder), {"packs", "work.ics"})
        same(complete("match", "--titles", "t", folder=folder), {"titles.txt"})
        same(complete("why", "--title", "", folder=folder), set())


def zsh_reads_its_completion():
    done = subprocess.run(["zsh", "-n", str(zsh_file)], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0 and not done.stderr, done.stderr
    text = zsh_file.read_text(encoding="utf-8")
    same(set(re.findall(r"^    '([a-z]+):", text, re.MULTILINE)), set(VERBS))
    shared = {"--json", "--help"}
    calendars = {"--calendar", "--me"}
    for verb in VERBS:
        part = re.search(rf"^ +{verb}\)(.*?)(?=^ +[a-z]+\)|^ +esac)", text, re.MULTILINE | re.DOTALL)[1]
        seen = set(re.findall(r"(--[a-z-]+)\[", part)) | shared | (calendars if "$calendars" in part else set())
        same(seen, OPTIONS[verb])


tap = taps.Tap(story=False)
tap.step("the manual pages are well formed", manuals_are_well_formed)
tap.step("handrailctl(1) knows every verb and option", manual_of_handrailctl_is_complete)
tap.step("handrail-agent(1) knows every option", manual_of_the_agent_is_complete)
tap.step("bash offers the verbs", bash_offers_verbs)
tap.step("bash offers each verb its options", bash_offers_the_options_of_each_verb)
tap.step("bash offers folders and files where they fit", bash_offers_files_where_they_fit)
tap.step("zsh reads its completion, which knows every verb and option", zsh_reads_its_completion)
sys.exit(tap.finish())
