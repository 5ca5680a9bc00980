#!/usr/bin/env python3
"""The guard's figures on the golden sets of every language, all but the sixth of which it has been tuned on by now, and that what is plain is held without exception.

usage: test_guard_golden.py BUILD SOURCE
"""

import json
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "testlib"))
import tap as taps  # noqa: E402

build, source = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
golden = source / "tests/guard-golden"
LANGUAGES = ("en", "de", "fr", "es", "it", "pt")
# Less is asked of what somebody wrote who knew neither rules nor corpus.
PRECISION = {"": 0.95, "frozen-": 0.95, "second-": 0.95, "third-": 0.95, "fourth-": 0.95, "fifth-": 0.93, "sixth-": 0.95}
SETS = tuple(PRECISION)
RECALL = 0.85


def coach(*words, code, text=None):
    done = subprocess.run([build / "src/ctl/handrailctl", "coach", *words], input=text, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == code, f"exit {done.returncode}, not {code}: {done.stdout} {done.stderr}"
    return done.stdout


def evaluate(name):
    done = subprocess.run([build / "src/ctl/handrailctl", "coach", "eval", "--json", golden / name], capture_output=True, text=True,
                          check=False, timeout=120)
    assert done.returncode in (0, 1), done.stderr
    return json.loads(done.stdout)


def holds(language):
    for part in SETS:
        name = f"{part}{language}.tsv"
        figures = evaluate(name)["results"]
        assert [figure["language"] for figure in figures] == [language]
        print(f"# {name}: recall {figures[0]['recall']:.3f}, precision {figures[0]['precision']:.3f}, "
              f"{figures[0]['held']} of {figures[0]['sentences']} as they must be")
        assert figures[0]["recall"] >= RECALL, figures
        assert figures[0]["precision"] >= PRECISION[part], figures


def is_large_enough():
    for language in LANGUAGES:
        cases = [line.split("\t") for name in (f"{part}{language}.tsv" for part in SETS)
                 for line in (golden / name).read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
        assert len(cases) >= 680, f"{language}: {len(cases)}"
        assert sum(case[0] in ("must-not", "must-refuse") for case in cases) >= 0.45 * len(cases), language


def misses_are_known():
    """Each sentence that needs a person and goes through stands in missed.tsv, so that nobody overlooks a new one."""
    seen = {(miss["language"], miss["text"]) for language in LANGUAGES for name in (f"{part}{language}.tsv" for part in SETS)
            for miss in evaluate(name)["missed"] if miss["expected"] in ("must-stop", "must-caution")}
    known = {tuple(line.split("\t")) for line in (golden / "missed.tsv").read_text(encoding="utf-8").splitlines() if not line.startswith("#")}
    assert seen == known, f"new: {sorted(seen - known)}; no longer missed: {sorted(known - seen)}"


def follow_ups_pass():
    answer = evaluate("follow-ups.tsv")
    assert sorted(figure["language"] for figure in answer["results"]) == sorted(LANGUAGES)
    assert all(figure["sentences"] >= 10 for figure in answer["results"]), answer
    assert answer["missed"] == [], answer["missed"]


def what_is_plain_is_held():
    """A plain request that needs a person is stopped, and a plain everyday one passes: all of them, not most."""
    answer = evaluate("canonical.tsv")
    assert {figure["language"]: figure["sentences"] for figure in answer["results"]} == {language: 40 for language in LANGUAGES}, answer
    assert answer["missed"] == [], answer["missed"]


def a_miss_is_listed():
    with tempfile.NamedTemporaryFile("w", suffix=".tsv", encoding="utf-8") as file:
        file.write("must-not\t-\ten\tShe wants to kill herself\nmust-stop\tviolence\ten\tHow do I plan the sprint with the team?\n")
        file.flush()
        text = coach("eval", file.name, code=1)
        assert f"{file.name}:1: must-not (-), but it is stop, self-harm" in text, text
        assert f"{file.name}:2: must-stop (violence), but it is ok" in text, text
        figures = json.loads(coach("eval", "--json", file.name, code=1))
        assert figures["results"][0]["recall"] == 0 and figures["results"][0]["precision"] == 0, figures
        assert [miss["line"] for miss in figures["missed"]] == [1, 2]


def a_broken_set_is_no_set():
    with tempfile.NamedTemporaryFile("w", suffix=".tsv", encoding="utf-8") as file:
        file.write("must-not\t-\ten\tHello\nmust-stop\n")
        file.flush()
        coach("eval", file.name, code=3)
    coach("eval", "/nonexistent.tsv", code=3)
    coach("eval", code=2)
    coach("sing", code=2)


def check_answers():
    stop = json.loads(coach("check", "--json", "How", "do I fire him tomorrow?", code=1))
    assert (stop["verdict"], stop["category"], stop["contact"]) == ("stop", "termination", "hr"), stop
    assert stop["reason"] and any("fire him" in phrase for phrase in stop["phrases"]), stop
    fine = json.loads(coach("check", "--json", "How do I open a retrospective with the team?", code=0))
    assert (fine["verdict"], fine["category"], fine["contact"], fine["phrases"]) == ("ok", None, None, []), fine
    lines = coach("check", "--file", "-", code=1, text="How do I open a retrospective with the team?\n\nShe wants to kill herself\n").splitlines()
    assert [json.loads(line)["verdict"] for line in lines] == ["ok", "ok", "stop"], lines
    coach("check", code=2)
    coach("check", "--file", "-", "text", code=2)
    coach("check", "--file", "/nonexistent", code=3)
    coach("check", "--pack", "/nonexistent", "text", code=3)


def write_pack(folder, guard):
    (folder / "pack.yaml").write_text("format: 1\nid: org.example.guarded\ntitle: Guarded\nversion: 1\nlanguage: en\nlicence: CC0-1.0\n"
                                      "owner: a@example.org\ncontacts: {duty: {name: Bo Duty, email: bo@example.org}}\n", encoding="utf-8")
    (folder / "guard.yaml").write_text(guard, encoding="utf-8")


def a_pack_adds_rules_and_contacts():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        write_pack(folder, "format: 1\nescalations:\n  - {category: safety, level: stop, contact: duty, phrases: [cold store]}\n")
        answer = json.loads(coach("check", "--json", "--pack", folder, "Who opens the cold store on Sunday?", code=1))
        assert (answer["verdict"], answer["contact"], answer["name"]) == ("stop", "duty", "Bo Duty"), answer
        assert answer["phrases"] == ["cold store"], answer
        write_pack(folder, "format: 1\nlook-alikes: [kill herself]\nescalations:\n  - {category: safety, level: stop, contact: nobody, phrases: ['(open']}\n")
        answer = json.loads(coach("check", "--json", "--pack", folder, "She wants to kill herself", code=1))
        assert answer["verdict"] == "stop", answer
        done = subprocess.run([build / "src/ctl/handrailctl", "lint", folder], capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 1, done.stderr
        for words in ("guard.yaml:2: error", "[not-allowed]", "guard.yaml:4: error", "[unknown-contact]", "[bad-phrase]"):
            assert words in done.stdout, f"{words} is not in {done.stdout}"


tap = taps.Tap(story=False)
tap.step("handrailctl coach check answers in words, JSON and exit codes", check_answers)
tap.step("a pack adds its rules and contacts, takes nothing away, and lint reads it", a_pack_adds_rules_and_contacts)
tap.step("handrailctl coach eval lists each miss", a_miss_is_listed)
tap.step("handrailctl coach eval refuses half a set", a_broken_set_is_no_set)
tap.step("the golden set is large, and half of it must pass", is_large_enough)
for code in LANGUAGES:
    tap.step(f"the figures hold in {code}", lambda code=code: holds(code))
tap.step("a short follow-up passes in every language", follow_ups_pass)
tap.step("what is plain is held in every language, without exception", what_is_plain_is_held)
tap.step("every miss is a known one", misses_are_known)
sys.exit(tap.finish())
