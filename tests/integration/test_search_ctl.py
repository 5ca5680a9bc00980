#!/usr/bin/env python3
"""handrailctl search as scripts see it: words in, lines and exit codes out. No display, no bus.

usage: test_search_ctl.py BUILD SOURCE
"""

import fcntl
import json
import os
import pathlib
import shutil
import stat
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "testlib"))
import tap as taps  # noqa: E402

build, source = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
folder = pathlib.Path(tempfile.mkdtemp(prefix="handrail-search-ctl."))
packs = source / "assets/packs"
MANAGERS = "io.github.handrail.managers"

environment = {key: value for key, value in os.environ.items()
               if key not in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS")}
environment.update(XDG_DATA_HOME=str(folder / "data"), XDG_CACHE_HOME=str(folder / "cache"), XDG_DATA_DIRS=str(folder / "none"))
index = folder / "cache/handrail/library.db"


def run(*words, text=b""):
    return subprocess.run([str(build / "src/ctl/handrailctl"), "search", *map(str, words)], env=environment, input=text,
                          capture_output=True, check=False, timeout=120)


def search(*words, code=0, text=b""):
    done = run(*words, text=text)
    assert done.returncode == code, f"exit {done.returncode}, not {code}: {done.stdout!r} {done.stderr!r}"
    return done


def found(*words, **more):
    return [result["aid"] for result in json.loads(search("--json", *words, **more).stdout)["results"]]


def batch(text, *words, code=0):
    return [json.loads(line) for line in search(*words, "--pack", packs, "--queries", "-", code=code, text=text).stdout.decode().splitlines()]


def write_pack(name, identity, aids):
    path = folder / name
    (path / "aids").mkdir(parents=True, exist_ok=True)
    (path / "pack.yaml").write_text(f"format: 1\nid: {identity}\ntitle: T\nversion: 1\nlanguage: en\nlicence: CC0-1.0\nowner: o@example.org\n")
    for aid, title in aids.items():
        (path / f"aids/{aid}.md").write_text(f"---\ntitle: {title}\nkind: note\ntask: T\nowner: o@example.org\nreviewed: 2026-10-01\n---\nText.\n")
    return path


def same(seen, wanted):
    assert seen == wanted, f"{seen!r} is not {wanted!r}"


def usage():
    assert b"searched for" in search(code=2).stderr
    search("  ", code=2)
    search("--queries", "-", "word", code=2)
    for limit in ("0", "-1", "201", "many"):
        search("--limit", limit, "word", code=2)
    assert b"nowhere" in search("--pack", folder / "nowhere", "word", code=3).stderr
    assert b"nowhere" in search("--pack", packs, "--queries", folder / "nowhere", code=3).stderr
    search("--pack", packs, "--queries", folder, code=3)
    empty = folder / "empty"
    empty.mkdir()
    assert b"no pack" in search("--pack", empty, "word", code=3).stderr


def shape():
    result = json.loads(search("--json", "--pack", packs / "managers", "pushback").stdout)["results"][0]
    same({name: result[name] for name in ("pack", "aid", "title", "kind")},
         {"pack": MANAGERS, "aid": "handle-pushback", "title": "Pushback on a decision", "kind": "phrases"})
    lines = search("--pack", packs / "managers", "pushback").stdout.decode().splitlines()
    same(lines[0], f"{MANAGERS}/handle-pushback: Pushback on a decision (phrases)")


def words_are_joined():
    same(found("--pack", packs, "return", "to", "work")[0], "return-to-work")
    same(found("--pack", packs, "return", "to", "work"), found("--pack", packs, "return to work"))
    same(found("--pack", packs, "--", "-1:1-")[0], "one-to-one")


def slips_are_said():
    same(search("--pack", packs, "performence review").stderr.decode(), "handrailctl search: nothing has “performence”; showing “performance”\n")
    same(json.loads(search("--json", "--pack", packs, "performence review").stdout)["corrected"], "performance review")
    for words in ("mail merge", "raise", "perf review", "pushback"):
        same(search("--pack", packs, words).stderr, b"")


def nothing_found():
    same(search("--pack", packs, "xyzzyplugh", code=1).stdout, b"")
    same(json.loads(search("--json", "--pack", packs, "xyzzyplugh", code=1).stdout), {"results": []})
    search("--pack", packs, "\"'*^(){}:-", code=1)


def limit_is_kept():
    everything = found("--pack", packs, "--limit", "200", "the")
    assert len(everything) > 3, everything
    same(found("--pack", packs, "--limit", "3", "the"), everything[:3])


def several_packs():
    same(found("--pack", packs / "managers", "--pack", packs / "desktop-basics", "pivot"), ["calc-pivot-table"])
    same(found("--pack", packs / "managers", "pivot", code=1), [])
    same(found("--pack", packs, "pivot"), ["calc-pivot-table"])


def the_same_pack_twice():
    first = write_pack("first", "org.example.same", {"one": "Marmalade"})
    second = write_pack("second", "org.example.same", {"two": "Marmalade"})
    done = search("--json", "--pack", first, "--pack", second, "marmalade")
    same([result["aid"] for result in json.loads(done.stdout)["results"]], ["one"])
    assert b"duplicate-pack" in done.stderr, done.stderr


def a_bad_aid_is_said():
    path = write_pack("half", "org.example.half", {"good": "Marmalade"})
    (path / "aids/bad.md").write_text("---\ntitel: Marmalade\n---\n")
    done = search("--json", "--pack", path, "marmalade")
    same([result["aid"] for result in json.loads(done.stdout)["results"]], ["good"])
    assert b"bad.md" in done.stderr, done.stderr


def batches():
    lines = batch("pivot\n\nxyzzyplugh\n1:1\r\nReview".encode())
    same([line["query"] for line in lines], ["pivot", "", "xyzzyplugh", "1:1", "Review"])
    same([line["results"][0]["aid"] if line["results"] else None for line in lines], ["calc-pivot-table", None, None, "one-to-one", "open-review"])
    same([list(line) for line in lines[:2]], [["query", "results"]] * 2)
    path = folder / "queries.txt"
    path.write_text("pivot\n")
    same(len(search("--pack", packs, "--queries", path).stdout.splitlines()), 1)
    search("--pack", packs, "--queries", "-", code=1)
    batch(b"xyzzyplugh\n\n", code=1)


def batches_answer_as_single_searches():
    queries = ["review", "pay", "how do I say no to my boss", "feedbakc", "csv", "zz"]
    for query, line in zip(queries, batch("\n".join(queries).encode())):
        same([result["aid"] for result in line["results"]], found("--pack", packs, query, code=0 if line["results"] else 1))


def batches_of_anything():
    lines = batch(b"\xef\xbb\xbfpivot\n\xff\xfe pivot\npi\0vot\n" + b"x" * 5_000_000 + b"\npivot\n")
    same(len(lines), 5)
    same(lines[0]["query"], "pivot")
    same([result["aid"] for result in lines[1]["results"]][:1], ["calc-pivot-table"])
    same(lines[2]["query"], "pi vot")
    same(len(lines[3]["query"]), 1024)
    same(lines[4]["query"], "pivot")
    cut = batch(b"x" * 1023 + "é".encode() + b"\n" + "é".encode() * 700 + b"\npivot\n")
    same([len(line["query"]) for line in cut], [1023, 512, 5])


def large_batches_are_one_search():
    """One index and one set of statements for all: a process for each would take minutes."""
    lines = batch(b"review\npiv\nfeedback talk\npay\n" * 1000)
    same(len(lines), 4000)
    assert all(line["results"] for line in lines)


def own_library():
    shutil.copytree(packs / "managers", folder / "data/handrail/packs/managers")
    same(found("pushback")[0], "handle-pushback")
    assert index.is_file() and stat.S_IMODE(index.stat().st_mode) == 0o600, oct(index.stat().st_mode)
    same(found("pivot", code=1), [])
    shutil.copytree(packs / "desktop-basics", folder / "data/handrail/packs/desktop-basics")
    same(found("pivot"), ["calc-pivot-table"])
    shutil.rmtree(folder / "data/handrail/packs/desktop-basics")
    same(found("pivot", code=1), [])


def own_library_is_left_to_the_holder_of_its_lock():
    before = index.read_bytes()
    with open(index.with_name("library.lock"), "r+b") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        shutil.copytree(packs / "desktop-basics", folder / "data/handrail/packs/desktop-basics")
        same(found("pushback")[0], "handle-pushback")
        same(found("pivot", code=1), [])
        same(index.read_bytes(), before)
    same(found("pivot"), ["calc-pivot-table"])


def own_library_with_its_index_damaged():
    index.write_bytes(b"not a database at all" * 500)
    same(found("pivot"), ["calc-pivot-table"])
    with open(index.with_name("library.lock"), "r+b") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        index.write_bytes(b"not a database at all" * 500)
        same(found("pivot"), ["calc-pivot-table"])


def own_library_without_a_place_for_its_index():
    shutil.rmtree(folder / "cache")
    (folder / "cache").write_text("a file where the folder should be")
    same(found("pivot"), ["calc-pivot-table"])


def named_packs_leave_the_library_alone():
    shutil.rmtree(folder / "cache", ignore_errors=True)
    (folder / "cache").unlink(missing_ok=True)
    found("--pack", packs, "pivot")
    assert not (folder / "cache").exists()


tap = taps.Tap(story=False)
try:
    tap.step("what it does not understand is said", usage)
    tap.step("a result has pack, aid, title and kind", shape)
    tap.step("words are joined by spaces", words_are_joined)
    tap.step("what a slip of the keys was taken for is said, and only then", slips_are_said)
    tap.step("nothing found is exit code 1", nothing_found)
    tap.step("--limit keeps the best", limit_is_kept)
    tap.step("several packs, and a folder of packs", several_packs)
    tap.step("of a pack named twice the first counts", the_same_pack_twice)
    tap.step("an aid that cannot be read is said, and the rest is searched", a_bad_aid_is_said)
    tap.step("a batch is answered line by line", batches)
    tap.step("a batch answers as single searches do", batches_answer_as_single_searches)
    tap.step("a batch may hold anything", batches_of_anything)
    tap.step("a large batch is one search", large_batches_are_one_search)
    tap.step("the user's own library is brought up to date and searched", own_library)
    tap.step("the index is left to the holder of its lock", own_library_is_left_to_the_holder_of_its_lock)
    tap.step("a damaged index does not matter", own_library_with_its_index_damaged)
    tap.step("no place for an index does not matter", own_library_without_a_place_for_its_index)
    tap.step("named packs leave the library alone", named_packs_leave_the_library_alone)
finally:
    shutil.rmtree(folder)
sys.exit(tap.finish())
