"""A desk to test at: drives real windows, the real bus and the built programs on the desktop that with-desktop started.

Nothing here asks Handrail whether it did its job; it looks at the X server, the journal file and other programs' windows.
"""

import contextlib
import os
import pathlib
import shlex
import signal
import sqlite3
import subprocess
import tempfile
import time

APP_ID = "io.github.handrail.Handrail"
AGENT_ID = APP_ID + ".Agent"
AGENT_PATH = "/io/github/handrail/Handrail/Agent"
UI_PATH = "/io/github/handrail/Handrail"

# The titles of our windows. The card's names neither aid nor meeting: window lists show it to everybody.
CARD = "Handrail"
TODAY = "Today"

# How long a person would wait before calling it broken; generous, because tests share two cores.
LIMIT = 30.0


class Timeout(AssertionError):
    """Something that should have happened did not."""


def wait_for(what, probe, limit=LIMIT):
    """Returns the first true answer of probe(); says what it waited for when none comes."""
    end = time.monotonic() + limit
    while True:
        answer = probe()
        if answer:
            return answer
        if time.monotonic() > end:
            if "G_TEST_BUILDDIR" in os.environ:
                subprocess.run(["import", "-window", "root", os.environ["G_TEST_BUILDDIR"] + "/failure.png"], check=False)
            raise Timeout(f"waited {limit:.0f} s for {what}")
        time.sleep(0.02)


def run(*words, check=True, **options):
    done = subprocess.run(words, check=False, capture_output=True, text=True, **options)
    if check and done.returncode != 0:
        raise AssertionError(f"{shlex.join(words)} failed: {done.stderr.strip()}")
    return done.stdout.strip()


def data_home():
    return pathlib.Path(os.environ["XDG_DATA_HOME"])


# ---- windows ----


def active_window():
    """The X id of the active window, as the window manager tells everybody; 0x0 where there is none or it has not said yet."""
    said = run("xprop", "-root", "_NET_ACTIVE_WINDOW").split()[-1]
    return said if said.startswith("0x") else "0x0"


def find_window(name):
    """The X id of a viewable window of exactly this name, or ""."""
    return run("xdotool", "search", "--onlyvisible", "--name", f"^{name}$", check=False).split("\n")[0]


def wait_active(name):
    """Waits until the window of this name has the keyboard; its X id."""
    return wait_for(f"the focus of {name}", lambda: (window := find_window(name)) and int(active_window(), 16) == int(window) and window)


def geometry(window):
    values = dict(line.split("=") for line in run("xdotool", "getwindowgeometry", "--shell", window).splitlines())
    return tuple(int(values[key]) for key in ("X", "Y", "WIDTH", "HEIGHT"))


def screenshot(path):
    run("import", "-window", "root", str(path))


def colours(window):
    """How many different colours a window shows: an unpainted one has one."""
    x, y, width, height = geometry(window)
    return int(run("sh", "-c", f"import -window root -crop {width}x{height}+{x}+{y} +repage ppm:- | convert - -format '%k' info:"))


class Terminal:
    """A real xterm whose title and class the test chooses and whose input lands in a file."""

    def __init__(self, title, window_class="xterm", folder=None):
        self.log = pathlib.Path(folder or tempfile.mkdtemp(prefix="handrail-terminal.")) / f"typed-{title.replace(' ', '-')[:20]}-{time.monotonic_ns()}"
        self.pipe = str(self.log) + ".title"
        os.mkfifo(self.pipe)
        # The shell inside reads new titles from a pipe in the background (opened both ways: it never ends) and keeps what is typed.
        script = (
            f"(exec 3<>{shlex.quote(self.pipe)}; while read -r title <&3; do printf '\\033]2;%s\\007' \"$title\"; done) & "
            f"stty -echo; exec cat >{shlex.quote(str(self.log))}"
        )
        self.process = subprocess.Popen(
            ["xterm", "-T", title, "-class", window_class, "-geometry", "80x24+40+40", "-e", "sh", "-c", script],
            start_new_session=True,
        )
        self.window = wait_for(f"a terminal called {title}", lambda: find_window(title))
        wait_for("the terminal's input", self.log.exists)

    def retitle(self, title):
        with open(self.pipe, "w", encoding="utf-8") as pipe:
            pipe.write(title + "\n")
        wait_for(f"the title {title}", lambda: find_window(title) == self.window)

    def bring_card(self, step):
        """Leaves a matching title and comes back to it. A busy agent may see the two changes as one, which is none: then once more."""
        def leave_and_return():
            self.retitle(f"Inbox {step}")
            self.retitle(f"Performance review {step}")
            return find_window(CARD)

        self.focus()
        return wait_for("the card", leave_and_return)

    def focus(self):
        run("xdotool", "windowactivate", "--sync", self.window)
        wait_for("the terminal's focus", lambda: int(active_window(), 16) == int(self.window))

    def wake_keyboard(self):
        """Before the first key that the window manager is to act on: with the first key of all, the server announces another keyboard, and the
        window manager lets go of its own keys while it learns that one."""
        self.focus()
        run("xdotool", "key", "Return")
        wait_for("the first key", lambda: self.typed() == "\n")

    def typed(self):
        return self.log.read_text(encoding="utf-8")

    def close(self):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait()


# ---- programs ----


def write_service(name, program, *words):
    folder = data_home() / "dbus-1/services"
    folder.mkdir(parents=True, exist_ok=True)
    command = shlex.join([str(program), "--gapplication-service", *words])
    (folder / f"{name}.service").write_text(f"[D-BUS Service]\nName={name}\nExec={command}\n", encoding="utf-8")


def reload_bus():
    run("gdbus", "call", "--session", "--dest", "org.freedesktop.DBus", "--object-path", "/org/freedesktop/DBus",
        "--method", "org.freedesktop.DBus.ReloadConfig")


def owner_pid(name):
    """The process that owns a bus name, or 0."""
    answer = run("gdbus", "call", "--session", "--dest", "org.freedesktop.DBus", "--object-path", "/org/freedesktop/DBus",
                 "--method", "org.freedesktop.DBus.GetConnectionUnixProcessID", name, check=False)
    return int(answer.split()[1].rstrip(",)")) if "uint32" in answer else 0


class Programs:
    """The programs of one build tree, started the way a session would."""

    def __init__(self, build, *agent_words):
        self.build = pathlib.Path(build)
        self.agent_program = self.build / "src/agent/handrail-agent"
        self.ui_program = self.build / "src/ui/handrail"
        self.ctl_program = self.build / "src/ctl/handrailctl"
        self.agent_words = agent_words
        self.agent = None
        write_service(APP_ID, self.ui_program)
        reload_bus()

    def start_agent(self, supervised=False):
        """Supervised: the process we start is the guard, the agent is its child."""
        self.agent = subprocess.Popen([str(self.agent_program), *self.agent_words])
        wait_for("the agent's bus name",
                 lambda: owner_pid(AGENT_ID) not in (0, self.agent.pid) if supervised else owner_pid(AGENT_ID) == self.agent.pid)

    def stop_agent(self, how=signal.SIGTERM):
        self.agent.send_signal(how)
        self.agent.wait(timeout=LIMIT)

    def wait_warm(self):
        return wait_for("the warm windows", lambda: owner_pid(APP_ID))

    def stop_ui(self, how=signal.SIGTERM):
        pid = owner_pid(APP_ID)
        if pid:
            os.kill(pid, how)
            wait_for("the windows to go", lambda: owner_pid(APP_ID) != pid)

    def activate(self, action, *parameters):
        run("gdbus", "call", "--session", "--dest", APP_ID, "--object-path", UI_PATH, "--method",
            "org.freedesktop.Application.ActivateAction", action, "[" + ", ".join(parameters) + "]", "{}")

    def ctl(self, *words, check=True):
        return run(str(self.ctl_program), *words, check=check)

    def set(self, key, value):
        run("gsettings", "set", APP_ID, key, value)


def journal(query, *parameters):
    """Rows of the journal file as another program reads them; none while there is no file."""
    path = data_home() / "handrail/journal.db"
    if not path.exists():
        return []
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        return database.execute(query, parameters).fetchall()


def write_pack(name, aids):
    """A pack of the user's own, org.example.NAME. aids: id -> (what its front matter says, the title at least; the body)."""
    folder = data_home() / "handrail/packs" / name
    (folder / "aids").mkdir(parents=True)
    (folder / "pack.yaml").write_text(
        f"format: 1\nid: org.example.{name}\ntitle: {name.title()}\nversion: 1\nlanguage: en\nlicence: CC0-1.0\nowner: desk@example.org\n", encoding="utf-8")
    for aid, (front, body) in aids.items():
        fields = {
            "kind": "note",
            "task": front["title"],
            "owner": "desk@example.org",
            "reviewed": time.strftime("%Y-%m-%d", time.gmtime()),
            "review-every": "180d",
        } | front
        head = "".join(f"{key}: {value}\n" for key, value in fields.items())
        (folder / f"aids/{aid}.md").write_text(f"---\n{head}---\n{body}\n", encoding="utf-8")


def event(uid, title, start, minutes=30, attendees=2, extra=""):
    """One VEVENT; start is seconds since the epoch."""
    stamp = "%Y%m%dT%H%M%SZ"
    lines = [
        "BEGIN:VEVENT",
        f"UID:{uid}",
        "DTSTAMP:20260101T000000Z",
        f"DTSTART:{time.strftime(stamp, time.gmtime(start))}",
        f"DTEND:{time.strftime(stamp, time.gmtime(start + minutes * 60))}",
        f"SUMMARY:{title}",
    ]
    lines += [f"ATTENDEE;CN=Person {n}:mailto:person{n}@example.org" for n in range(attendees)]
    lines += [extra] if extra else []
    return "\r\n".join(lines + ["END:VEVENT"])


def write_calendar(path, *events):
    """Replaces the file in one step, as calendar programs do."""
    text = "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Handrail//Test//EN", *events, "END:VCALENDAR", ""])
    part = pathlib.Path(str(path) + ".part")
    part.write_text(text, encoding="utf-8", newline="")
    part.rename(path)
