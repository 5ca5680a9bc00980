#!/usr/bin/env python3
"""handrailctl coach ask as scripts see it: without a model, with a scripted one, and with a real one behind a real server.

usage: test_coach_ask.py BUILD SOURCE
"""

import hashlib
import http.server
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading

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
    """Half the text once, and no more."""
    answer = ask_model(QUESTION, status=413)
    same((answer["mode"], len(model.asked)), ("guided", 2))
    assert len(model.asked[1]["body"]) <= len(model.asked[0]["body"]) / 2


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
    serve = subprocess.Popen([source / "tests/llm/serve", "--key", KEY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        address = serve.stdout.readline().strip()
        assert address, "the model's server does not start"
        answer = ask("--pack", managers, "--endpoint", address, "--model", "coach", QUESTION, HANDRAIL_COACH_KEY=KEY)
        same(answer["mode"], "model")
        cited_numbers = {number for sentence in answer["sentences"] for number in sentence["sources"]}
        assert cited_numbers and cited_numbers <= {each["number"] for each in answer["sources"]}, answer
        refused_answer = ask("--pack", managers, "--endpoint", address, "--model", "coach", QUESTION, HANDRAIL_COACH_KEY="wrong")
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
tap.step("what must not go to a model does not", nothing_to_a_model)
tap.step("where care is due only passages are shown", careful)
tap.step("a key goes where it belongs, from a file or a variable", key_goes_to_its_origin)
tap.step("where the model fails the aids answer and say why", falls_back)
tap.step("what is too large is halved once", too_large)
tap.step("the ledger is what the server got", ledger)
tap.step("what cannot be recorded is not sent", unrecorded)
tap.step("the network switch holds", switched_off)
tap.step("a real model's answer is cited", real_model)
tap.step("nothing of it stays on the disk", leaves_nothing)
shutil.rmtree(folder)
sys.exit(tap.finish())
