#!/usr/bin/env python3
"""handrailctl coach ask as scripts see it: without a model, with a scripted one, and with a real one behind a real server.

usage: test_coach_ask.py BUILD SOURCE
"""

import hashlib
import http.server
import json
import os
import pathlib
import shlex
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "testlib"))
import tap as taps  # noqa: E402

build, source = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
folder = pathlib.Path(tempfile.mkdtemp(prefix="handrail-coach-ask."))
managers = source / "assets/packs/managers"
QUESTION = "How do I open a performance review?"
KEY = "sk-canary-4d1f7e"

environment = {key: value for key, value in os.environ.items()
               if key not in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "HANDRAIL_COACH_KEY") and not key.lower().endswith("_proxy")}
environment.update(XDG_DATA_HOME=str(folder / "data"), XDG_CACHE_HOME=str(folder / "cache"), XDG_CONFIG_HOME=str(folder / "config"),
                   XDG_STATE_HOME=str(folder / "state"), XDG_DATA_DIRS=str(folder / "none"), TMPDIR=str(folder / "tmp"), GSETTINGS_BACKEND="keyfile")
(folder / "tmp").mkdir()


class Model(http.server.ThreadingHTTPServer):
    """Says what it is told to say, and keeps what it was asked, byte by byte."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked, self.status, self.says = [], 200, []
        self.address = f"http://127.0.0.1:{self.server_port}/v1"
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append({"path": self.path, "status": self.server.status, "key": self.headers["Authorization"], "body": body,
                                  "bytes": len(self.raw_requestline) + len(self.headers.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")) + len(body)})
        self.send_response(self.server.status)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for text in self.server.says:
            chunk = {"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}]}
            self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        self.wfile.write(b"data: [DONE]\n\n")

    def log_message(self, *_):
        pass


model = Model()


def run(*words, **more):
    return subprocess.run([str(build / "src/ctl/handrailctl"), "coach", "ask", *map(str, words)], env={**environment, **more},
                          capture_output=True, text=True, check=False, timeout=120)


def ask(*words, code=0, **more):
    done = run("--json", *words, **more)
    assert done.returncode == code, f"exit {done.returncode}, not {code}: {done.stdout!r} {done.stderr!r}"
    return json.loads(done.stdout)


def ask_model(*words, says=("Name the result first. [1] ", "Then listen."), status=200, code=0, **more):
    model.asked.clear()
    model.says, model.status = list(says), status
    return ask("--pack", managers, "--endpoint", model.address, "--model", "m", *words, code=code, **more)


def same(seen, wanted):
    assert seen == wanted, f"{seen!r} is not {wanted!r}"


# ---- without a model ----

def guided():
    answer = ask("--pack", managers, QUESTION)
    same((answer["mode"], answer["verdict"], answer["category"]), ("guided", "ok", None))
    assert "open-review" in [each["aid"] for each in answer["sources"]], answer["sources"]
    assert all(each["line"] > 1 and each["text"] for each in answer["sources"])
    assert answer["notice"], "nobody says why no model answers"


def guided_for_people():
    done = run("--pack", managers, QUESTION)
    same(done.returncode, 0)
    assert "Open a performance review" in done.stdout and "open-review" in done.stdout, done.stdout
    assert "\x1b" not in done.stdout


def several_words():
    same(ask("--pack", managers, *QUESTION.split())["sources"], ask("--pack", managers, QUESTION)["sources"])


def library():
    shutil.copytree(managers, folder / "data/handrail/packs/managers")
    assert ask(QUESTION)["sources"], "the user's own library was not asked"
    shutil.rmtree(folder / "data/handrail")


def stopped():
    answer = ask("--pack", managers, "I want to fire him tomorrow, how do I tell him?", code=1)
    same((answer["mode"], answer["verdict"], answer["category"], answer["contact"]), ("person", "stop", "termination", "hr"))
    assert answer["name"] and "fire him" in answer["draft"], answer
    same(answer["sources"], [])


def refused():
    answer = ask("--pack", managers, "Best recipe for pasta carbonara", code=1)
    same((answer["mode"], answer["verdict"]), ("refused", "refuse"))


def usage():
    for words in ([], [" "], ["--model", "m", QUESTION], ["--key-file", "k", QUESTION], ["--key", KEY, QUESTION]):
        same(run(*words).returncode, 2)
    same(run("--pack", folder / "nowhere", QUESTION).returncode, 3)
    same(run("--pack", managers, "--endpoint", "ftp://example.org", QUESTION).returncode, 3)
    same(run("--pack", managers, "--endpoint", "http://models.example.org/v1", QUESTION).returncode, 3)
    large = folder / "large"
    large.write_bytes(b"k" * 9000)
    same(run("--pack", managers, "--endpoint", model.address, "--key-file", large, QUESTION).returncode, 3)


def leaves_nothing():
    same(list((folder / "tmp").iterdir()), [])
    left = [path for path in folder.rglob("*") if path.is_file() and path.name != "large" and b"performance review?" in path.read_bytes()]
    same(left, [])


# ---- with a scripted one ----

def cited():
    answer = ask_model(QUESTION)
    same(answer["mode"], "model")
    same([each["sources"] for each in answer["sentences"]], [[1], []])
    same(answer["answer"], "Name the result first. [1] Then listen.")
    same([each["number"] for each in answer["sources"]], list(range(1, len(answer["sources"]) + 1)))
    same(len(model.asked), 1)
    body = json.loads(model.asked[0]["body"])
    same([each["role"] for each in body["messages"]], ["system", "user"])
    assert "tools" not in body and body["stream"] is True and body["model"] == "m", body


def uncited():
    answer = ask_model(QUESTION, says=["The moon is made of old green cheese and nobody knows it."], code=1)
    same([each["supported"] for each in answer["sentences"]], [False])
    people = run("--pack", managers, "--endpoint", model.address, "--model", "m", QUESTION)
    assert "No approved source" in people.stdout, people.stdout


def redacted():
    answer = ask_model("How do I give feedback about maria.lind@example.org, +49 170 1234567?", says=["Write to [EMAIL_1] and call [PHONE_1] first. [1]"])
    sent = model.asked[0]["body"].decode()
    assert "maria" not in sent and "1234567" not in sent and "[EMAIL_1]" in sent, sent
    assert "maria.lind@example.org" in answer["answer"] and "+49 170 1234567" in answer["answer"], answer["answer"]


def write_calendar(path, *people):
    start = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(time.time() + 3600))
    attendees = [f"ATTENDEE;CN={name}:mailto:{address}" for name, address in people]
    path.write_text("\r\n".join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:a", f"DTSTART:{start}", "DURATION:PT30M", "SUMMARY:Planning", *attendees,
                                 "END:VEVENT", "END:VCALENDAR", ""]), encoding="utf-8")


def people_kept_back():
    """Whom the calendars name, and the user's own list, as in the windows."""
    calendar, settings = folder / "work.ics", folder / "config/glib-2.0/settings"
    write_calendar(calendar, ('"Lindqvist, Maria"', "ml@example.org"), ("torben.brandt@example.org", "tb@example.org"), ("Me", "me@example.org"))
    settings.mkdir(parents=True, exist_ok=True)
    (settings / "keyfile").write_text(f"[io/github/handrail/Handrail]\ncalendar-files=['{calendar}']\nmy-addresses=['me@example.org']\nredacted-words=['Falkenberg']\n")
    answer = ask_model("How do I give feedback to Maria Lindqvist and Torben about the Falkenberg offer?", says=["Ask [NAME_1] and [NAME_2] first. [1]"])
    (settings / "keyfile").write_text(f"[io/github/handrail/Handrail]\ncalendar-files=['{folder}/away.ics']\n")
    away = run("--pack", managers, "--endpoint", model.address, "--model", "m", QUESTION)
    (settings / "keyfile").unlink()
    calendar.unlink()
    sent = json.loads(model.asked[0]["body"])["messages"][1]["content"]
    assert not any(name in sent for name in ("Maria", "Lindqvist", "Torben", "Brandt", "Falkenberg")) and "[NAME_2]" in sent, sent
    assert "Maria Lindqvist" in answer["answer"] and "Torben" in answer["answer"], answer["answer"]
    assert "away.ics" in away.stderr and "may not be recognised" in away.stderr, away.stderr


def nothing_to_a_model():
    for words, mode in (("I want to fire him tomorrow, how do I tell him?", "person"), ("Best recipe for pasta carbonara", "refused"),
                        ("Teach me feedback from scratch", "refused")):
        same((ask_model(words, code=1)["mode"], model.asked), (mode, []))


def careful():
    """Where care is due only what the reviewed passages say is shown, whatever the model says, and the contact stays."""
    answer = ask_model("What do I say in a talk about somebody's pay rise?", says=["Give them ten thousand more at once, my friend. ", "Bring facts. [1]"], code=1)
    same((answer["verdict"], answer["contact"]), ("caution", "hr"))
    same([each["sources"] for each in answer["sentences"]], [[1]])


def key_goes_to_its_origin():
    ask_model(QUESTION, HANDRAIL_COACH_KEY=KEY)
    same(model.asked[0]["key"], f"Bearer {KEY}")
    assert KEY.encode() not in model.asked[0]["body"]
    path = folder / "key"
    path.write_text(KEY + "-of-a-file\n")
    ask_model("--key-file", path, QUESTION)
    same(model.asked[0]["key"], f"Bearer {KEY}-of-a-file")


def falls_back():
    for status in (401, 404, 429, 500):
        answer = ask_model(QUESTION, status=status)
        same(answer["mode"], "guided")
        assert answer["notice"] and "127.0.0.1" in answer["notice"], answer["notice"]
        assert answer["sources"]
        same(len(model.asked), 1)


def too_large():
    """Half the text once, and no more, although there is enough of it for a second time."""
    pack = folder / "long"
    (pack / "aids").mkdir(parents=True)
    (pack / "pack.yaml").write_text("format: 1\nid: org.example.long\ntitle: Long\nversion: 1\nlanguage: en\nlicence: CC0-1.0\nowner: a@example.org\n")
    for number, word in enumerate(("result", "example", "silence")):
        sections = "".join(f"## Open the review with the {word}, part {part}\n\n" + f"Open a performance review with its {word}, then wait. " * 22 + "\n\n" for part in "ab")
        (pack / f"aids/open-{number}.md").write_text(f"---\ntitle: Open a performance review {number}\nkind: note\ntask: Open a performance review\nowner: a@example.org\n"
                                                     f"reviewed: {time.strftime('%Y-%m-%d')}\nreview-every: 180d\nkeywords: [review]\n---\n{sections}")
    model.asked.clear()
    model.says, model.status = [], 413
    answer = ask("--pack", pack, "--endpoint", model.address, "--model", "m", QUESTION)
    shutil.rmtree(pack)
    same((answer["mode"], len(model.asked)), ("guided", 2))
    whole, half = (len(each["body"]) for each in model.asked)
    assert whole / 4 < half <= whole / 2, (whole, half)


# ---- with those of the preferences ----

def prefer(*addresses, mode="model", agreed=True, more=""):
    """The preferences as the windows write them; without @agreed nobody has been asked yet."""
    endpoints = ", ".join(f"('Model {number}', '{address}', 'm{number}')" for number, address in enumerate(addresses))
    given = str(agreed is True).lower()
    consent = "" if agreed is None else "coach-consent={" + ", ".join(f"'{address.removesuffix('/v1')}': {given}" for address in addresses) + "}\n"
    path = folder / "config/glib-2.0/settings"
    path.mkdir(parents=True, exist_ok=True)
    (path / "keyfile").write_text(f"[io/github/handrail/Handrail]\ncoach-mode='{mode}'\ncoach-endpoints=[{endpoints}]\n{consent}{more}")
    model.asked.clear()
    model.says, model.status = ["Name the result first. [1] ", "Then listen."], 200


def preferred():
    """As the pane does: in their order, the next where one does not answer; --guided and the other mode ask none."""
    prefer("http://127.0.0.1:9/v1", model.address)
    answer = ask("--pack", managers, QUESTION)
    same((answer["mode"], len(model.asked), json.loads(model.asked[0]["body"])["model"]), ("model", 1, "m1"))
    for words, mode in ((["--guided"], "model"), ([], "guided")):
        prefer(model.address, mode=mode)
        same((ask("--pack", managers, *words, QUESTION)["mode"], model.asked), ("guided", []))
    same(run("--guided", "--endpoint", model.address, QUESTION).returncode, 2)


def names_are_kept_from_preferred():
    prefer(model.address, more="redacted-words=['Falkenberg']\n")
    ask("--pack", managers, "How do I give feedback about the Falkenberg offer?")
    assert "Falkenberg" not in model.asked[0]["body"].decode(), model.asked[0]["body"]


def agreed_first():
    for agreed, said in ((None, "You have not agreed yet"), (False, "")):
        prefer(model.address, agreed=agreed)
        done = run("--json", "--pack", managers, QUESTION)
        same((done.returncode, json.loads(done.stdout)["mode"], model.asked), (0, "guided", []))
        assert said in done.stderr and bool(said) == bool(done.stderr), done.stderr
    # One of them is not enough.
    prefer(model.address, "http://127.0.0.1:9/v1")
    settings = folder / "config/glib-2.0/settings/keyfile"
    settings.write_text(settings.read_text().replace(", 'http://127.0.0.1:9': true", ""))
    same((ask("--pack", managers, QUESTION)["mode"], model.asked), ("guided", []))


def without_keyring():
    """A model on this computer needs none; elsewhere nothing is sent without the key."""
    prefer("https://models.example.invalid/v1")
    done = run("--pack", managers, QUESTION)
    same((done.returncode, done.stdout), (3, ""))
    assert "https://models.example.invalid" in done.stderr and "keyring" in done.stderr and "--guided" in done.stderr, done.stderr


def key_of_keyring():
    """Each gets its own, from the keyring and from nowhere else."""
    prefer("http://127.0.0.1:9/v1", model.address)
    keep = shlex.quote(str(build / "tests/integration/keep-key"))
    script = (f"printf 'open sesame' | gnome-keyring-daemon --unlock --components=secrets --control-directory {folder}/tmp/ring >{folder}/tmp/said 2>&1 || exit 9\n"
              # It is not yet on the bus when it has unlocked; asked too early, the bus would start a second one, which is locked.
              "gdbus wait --session --timeout 60 org.freedesktop.secrets || exit 8\n"
              f"echo '{KEY}-other' | {keep} http://127.0.0.1:9 && echo '{KEY}-own' | {keep} {model.address.removesuffix('/v1')} && exec \"$@\"")
    bus_environment = {key: value for key, value in environment.items() if key != "G_DEBUG"}
    done = subprocess.run(["dbus-run-session", "--", "sh", "-c", script, "sh", str(build / "src/ctl/handrailctl"), "coach", "ask", "--json", "--pack", str(managers), QUESTION],
                          env={**bus_environment, "HANDRAIL_COACH_KEY": f"{KEY}-variable"}, capture_output=True, text=True, check=False, timeout=120)
    shutil.rmtree(folder / "tmp/ring", ignore_errors=True)
    (folder / "tmp/said").unlink()
    same(done.returncode, 0)
    same([each["key"] for each in model.asked], [f"Bearer {KEY}-own"])


def no_preferences():
    (folder / "config/glib-2.0/settings/keyfile").unlink()


# ---- with a golden set ----

CITED = "must-cite\topen-review\ten\tHow do I open a performance review?\n"


def evaluate(text, *words):
    path = folder / "golden.tsv"
    path.write_text(text, encoding="utf-8")
    model.asked.clear()
    done = tell("eval", "--json", "--pack", managers, *words, path)
    return done, json.loads(done.stdout) if done.stdout else None


def must_cite():
    """An answer names the aid that it must, another one, or none; and what the guard keeps back cannot cite."""
    ours = ("--endpoint", model.address, "--model", "m")
    model.status = 200
    for says, text, code, cited_count in ((["Name the result first. [1]"], CITED, 0, 1), (["Name the result first. [1]"], CITED.replace("open-review", "-"), 0, 1),
                                          (["Name the result first. [1]"], CITED.replace("open-review", "another-aid"), 1, 0), (["Name the result first."], CITED, 1, 0),
                                          (["Name it. [99]"], CITED, 1, 0)):
        model.says = says
        done, result = evaluate(text, *ours)
        same((done.returncode, result["cited"], result["asked"], result["untested"], len(model.asked)), (code, cited_count, 1, 0, 1))
        same([each["expected"] for each in result["missed"]], ["must-cite"] * code)
    done, result = evaluate("must-cite\t-\ten\tHow do I fire him tomorrow?\n", *ours)
    same((done.returncode, [each["verdict"] for each in result["missed"]], model.asked), (1, ["stop"], []))


def must_cite_needs_a_model():
    """Named on the command line: those of the preferences are for one question, not for hundreds."""
    prefer(model.address)
    done, result = evaluate(CITED + "must-not\t-\ten\tHow do I give feedback?\n")
    same((done.returncode, result["untested"], result["asked"], model.asked), (0, 1, 0, []))
    assert "1 must-cite not tested" in done.stderr, done.stderr
    done, result = evaluate(CITED)
    same((done.returncode, result, model.asked), (3, None, []))
    assert "--endpoint" in done.stderr, done.stderr
    no_preferences()
    model.status = 500
    done, result = evaluate(CITED, "--endpoint", model.address, "--model", "m")
    same((done.returncode, result), (3, None))
    assert "golden.tsv:1" in done.stderr and "No model answered" in done.stderr, done.stderr
    (folder / "golden.tsv").unlink()


# ---- with the rules of an organisation ----

HERON = "What may I tell the team about project heron?"
RULES = """format: 1
escalations: [{category: compliance, level: stop, contact: desk, phrases: [project heron]}]
domains: [managing, {id: kitchen, phrases: [pasta carbonara]}]
people: {desk: {name: The Desk, email: desk@example.org}}
"""


def tell(verb, *words):
    return subprocess.run([str(build / "src/ctl/handrailctl"), "coach", verb, *map(str, words)], env=environment, capture_output=True, text=True, check=False, timeout=120)


def organisation():
    """By --guard, or by the setting: its stops, its people, and its subjects instead of the packs'."""
    rules = folder / "rules.yaml"
    rules.write_text(RULES)
    golden = folder / "golden.tsv"
    golden.write_text(f"must-stop\tcompliance\ten\t{HERON}\n")
    same(tell("check", HERON).returncode, 0)
    for prepare, words in ((lambda: None, ["--guard", rules]), (lambda: prefer(mode="guided", agreed=None, more=f"coach-guard-file='{rules}'\n"), [])):
        prepare()
        done = tell("check", "--json", *words, HERON)
        result = json.loads(done.stdout)
        same((done.returncode, result["verdict"], result["contact"], result["name"], result["email"]), (1, "stop", "desk", "The Desk", "desk@example.org"))
        same(tell("check", *words, "What is the best recipe for pasta carbonara?").returncode, 0)
        same(tell("eval", *words, golden).returncode, 0)
        answer = ask("--pack", managers, *words, HERON, code=1)
        same((answer["mode"], answer["name"], answer["email"]), ("person", "The Desk", "desk@example.org"))
    no_preferences()
    golden.unlink()


def organisation_unreadable():
    """Nothing is judged or answered by half a file, and the message says where it is."""
    rules = folder / "rules.yaml"
    golden = folder / "golden.tsv"
    golden.write_text(f"must-not\t-\ten\tHow do I give feedback?\n")
    for text, place in ((RULES + "domain: [managing]\n", "rules.yaml:5"), (None, "rules.yaml")):
        rules.unlink()
        if text:
            rules.write_text(text)
        for prepare, words in ((lambda: None, ["--guard", rules]), (lambda: prefer(mode="guided", agreed=None, more=f"coach-guard-file='{rules}'\n"), [])):
            prepare()
            for verb, last in (("check", QUESTION), ("ask", QUESTION), ("eval", golden)):
                done = tell(verb, *words, last)
                same((done.returncode, done.stdout), (3, ""))
                assert place in done.stderr and "organisation’s rules" in done.stderr, done.stderr
            no_preferences() if not words else None
        if text is None:
            rules.touch()
    golden.unlink()
    rules.unlink()


def confirmed_packs():
    """A pack of the library is for the subjects that were confirmed in the preferences; a folder that is named counts as confirmed."""
    kitchen = folder / "data/handrail/packs/kitchen"
    shutil.copytree(managers, folder / "data/handrail/packs/managers")
    (kitchen / "aids").mkdir(parents=True)
    (kitchen / "pack.yaml").write_text("format: 1\nid: org.example.kitchen\ntitle: Kitchen\nversion: 1\nlanguage: en\nlicence: CC0-1.0\nowner: a@example.org\n")
    (kitchen / "guard.yaml").write_text("format: 1\ndomains: [{id: kitchen, phrases: [pasta carbonara]}]\n")
    question = "Give me a recipe for pasta carbonara"
    refused_answer = ask(question, code=1)
    same((refused_answer["verdict"], model.asked), ("refuse", []))
    assert "“Kitchen”" in refused_answer["answer"] and "Preferences" in refused_answer["answer"], refused_answer["answer"]
    same(ask("--pack", kitchen, question, code=1)["verdict"], "ok")
    for confirmed, verdict in (("*", "ok"), ("0" * 64, "refuse")):
        prefer(mode="guided", agreed=None, more=f"coach-packs={{'org.example.kitchen': '{confirmed}'}}\n")
        same(ask(question, code=1)["verdict"], verdict)
    no_preferences()

    def states():
        return {each["pack"]: (each["state"], each["domains"]) for each in json.loads(tell("packs", "--json").stdout)["results"]}

    same(states(), {"org.example.kitchen": ("unconfirmed", ["kitchen"])})
    same(tell("packs", "--confirm", "org.example.kitchen").returncode, 0)
    same((states(), ask(question, code=1)["verdict"]), ({"org.example.kitchen": ("confirmed", ["kitchen"])}, "ok"))
    (kitchen / "guard.yaml").write_text("format: 1\ndomains: [{id: kitchen, phrases: [pasta]}]\n")
    same((states(), ask(question, code=1)["verdict"]), ({"org.example.kitchen": ("changed", ["kitchen"])}, "refuse"))
    same(tell("packs", "--withdraw", "org.example.kitchen").returncode, 0)
    same(states()["org.example.kitchen"][0], "unconfirmed")
    for words, code in ((["--confirm", "org.example.none"], 3), (["--confirm", "io.github.handrail.managers"], 3), (["--confirm", "a", "--withdraw", "b"], 2), (["more"], 2)):
        same(tell("packs", *words).returncode, code)
    rules = folder / "rules.yaml"
    rules.write_text(RULES)
    prefer(mode="guided", agreed=None, more=f"coach-guard-file='{rules}'\n")
    same((states()["org.example.kitchen"][0], tell("packs", "--confirm", "org.example.kitchen").returncode), ("overruled", 3))
    rules.write_text("format: 3\n")
    same(tell("packs").returncode, 3)
    rules.unlink()
    no_preferences()
    shutil.rmtree(folder / "data/handrail")
    same(tell("packs").returncode, 1)


# ---- what leaves ----

def ledger():
    """Each request a row, byte for byte what came; where there is no journal, none is made."""
    path = folder / "data/handrail/journal.db"
    assert not path.exists()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    asked = []
    for status in (200, 500, 413):
        ask_model(QUESTION, status=status, HANDRAIL_COACH_KEY=KEY)
        asked += model.asked
    with sqlite3.connect(path) as database:
        rows = database.execute("SELECT purpose, method, origin, status, bytes_sent, body_sha256 FROM egress ORDER BY id").fetchall()
    origin = model.address.removesuffix("/v1")
    same(rows, [("coach", "POST", origin, each["status"], each["bytes"], hashlib.sha256(each["body"]).hexdigest()) for each in asked])
    assert KEY.encode() not in path.read_bytes()


def unrecorded():
    """What cannot be recorded is not sent."""
    path = folder / "data/handrail/journal.db"
    path.unlink()
    path.mkdir()
    model.asked.clear()
    done = run("--pack", managers, "--endpoint", model.address, "--model", "m", QUESTION)
    path.rmdir()
    same((done.returncode, model.asked), (3, []))
    assert "could not be recorded" in done.stderr, done.stderr


def switched_off():
    path = folder / "config/glib-2.0/settings"
    path.mkdir(parents=True, exist_ok=True)
    (path / "keyfile").write_text("[io/github/handrail/Handrail]\nnetwork=false\n")
    answer = ask_model(QUESTION)
    (path / "keyfile").unlink()
    same((answer["mode"], model.asked), ("guided", []))
    assert "switched off" in answer["notice"], answer["notice"]


# ---- with a real one ----

def real_model():
    """The model is tiny and the request has a temperature: asked for what it knows best, with a seed of its own, it always says the same."""
    question = "How do I delegate a task?"
    serve = subprocess.Popen([source / "tests/llm/serve", "--key", KEY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        address = serve.stdout.readline().strip()
        assert address, "the model's server does not start"
        answer = ask("--pack", managers, "--endpoint", address, "--model", "coach", question, HANDRAIL_COACH_KEY=KEY)
        same(answer["mode"], "model")
        cited_numbers = {number for sentence in answer["sentences"] for number in sentence["sources"]}
        assert cited_numbers and cited_numbers <= {each["number"] for each in answer["sources"]}, answer
        refused_answer = ask("--pack", managers, "--endpoint", address, "--model", "coach", question, HANDRAIL_COACH_KEY="wrong")
        same(refused_answer["mode"], "guided")
        assert "key" in refused_answer["notice"] and "wrong" not in refused_answer["notice"], refused_answer["notice"]
    finally:
        serve.stdin.close()
        serve.wait(60)


tap = taps.Tap(story=False)
tap.step("without a model reviewed aids answer", guided)
tap.step("people get them in words", guided_for_people)
tap.step("a question is one argument or several", several_words)
tap.step("without --pack the user's library is asked", library)
tap.step("what is for a person goes to a person", stopped)
tap.step("what is off its ground is refused", refused)
tap.step("wrong words and files are complained about", usage)
tap.step("a model's answer comes with its sources", cited)
tap.step("an answer without a source says so", uncited)
tap.step("what names people stays here and comes back", redacted)
tap.step("who is met stays here and comes back", people_kept_back)
tap.step("what must not go to a model does not", nothing_to_a_model)
tap.step("where care is due only passages are shown", careful)
tap.step("a key goes where it belongs, from a file or a variable", key_goes_to_its_origin)
tap.step("where the model fails the aids answer and say why", falls_back)
tap.step("what is too large is halved once", too_large)
tap.step("without --endpoint those of the preferences are asked", preferred)
tap.step("names and words stay here for them too", names_are_kept_from_preferred)
tap.step("nothing leaves before the user has agreed", agreed_first)
tap.step("without a keyring nothing is asked elsewhere", without_keyring)
tap.step("a key comes from the keyring", key_of_keyring)
tap.step("and without preferences it is guided again", no_preferences)
tap.step("a golden set says what must be cited", must_cite)
tap.step("for that it takes a model that is named", must_cite_needs_a_model)
tap.step("the organisation's rules hold over packs", organisation)
tap.step("rules that cannot be read let nothing through", organisation_unreadable)
tap.step("a pack is for what was confirmed", confirmed_packs)
tap.step("the ledger is what the server got", ledger)
tap.step("what cannot be recorded is not sent", unrecorded)
tap.step("the network switch holds", switched_off)
tap.step("a real model's answer is cited", real_model)
tap.step("nothing of it stays on the disk", leaves_nothing)
shutil.rmtree(folder)
sys.exit(tap.finish())
