#!/usr/bin/env python3
"""The search shortcut with the real programs: what is typed in one burst with it stands in the search, letter by letter, and never in the
terminal that was in front; whatever fails, the keyboard is free again.

usage: test_shortcut.py BUILD    (inside with-desktop)
"""

import contextlib
import ctypes
import os
import pathlib
import signal
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "testlib"))
import desk  # noqa: E402
import tap as taps  # noqa: E402

PACK = """format: 1
id: org.example.keys
title: Keys
version: 1
language: en
licence: CC0-1.0
owner: desk@example.org
"""

AID = """---
title: Close the sale
kind: note
task: Close the sale
owner: desk@example.org
reviewed: {today}
review-every: 180d
triggers:
  - {{id: sales, when: {{window: {{title: sales, dwell: 1s}}}}}}
---
Say the purpose in one sentence.
"""

SEARCH = "Search"
PREFERENCES = "Preferences"
SHORTCUT = "ctrl+alt+space"

# Keys by where they are: what they write is the layout's business.
KEY_A, KEY_S, KEY_D, KEY_E, KEY_ACUTE, KEY_2 = "38", "39", "40", "26", "48", "11"
KEY_CONTROL, KEY_ALT, KEY_SPACE, KEY_MENU = "37", "64", "65", "135"


def press(*keys):
    """All in one burst, without any delay, by one client."""
    desk.run("xdotool", "key", "--delay", "0", *keys)


def press_raw(held, *keys):
    """The same by keycodes and with nothing added: xdotool switches to the first layout for a keycode's sake."""
    x11, test = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXtst.so.6")
    x11.XOpenDisplay.restype = ctypes.c_void_p
    display = ctypes.c_void_p(x11.XOpenDisplay(None))
    events = [(key, 1) for key in held] + [(keys[0], 1), (keys[0], 0)] + [(key, 0) for key in reversed(held)]
    for key, down in events + [(key, down) for key in keys[1:] for down in (1, 0)]:
        test.XTestFakeKeyEvent(display, ctypes.c_uint(int(key)), ctypes.c_int(down), ctypes.c_ulong(0))
    x11.XCloseDisplay(display)


def has_focus(name):
    window = desk.find_window(name)
    return window if window and int(desk.active_window(), 16) == int(window) else ""


def wait_focus(name):
    return desk.wait_for(f"the focus of {name}", lambda: has_focus(name))


def read_field():
    """What stands in the search, as any other program gets it: all of it selected, and the selection asked for."""
    if not has_focus(SEARCH):
        return None
    press("ctrl+a")
    with contextlib.suppress(desk.subprocess.TimeoutExpired):
        return desk.run("xclip", "-o", "-selection", "primary", check=False, timeout=5)
    return None


def expect_field(text):
    wait_focus(SEARCH)
    seen = []
    try:
        desk.wait_for("the text in the search", lambda: seen.append(read_field()) or seen[-1] == text, 10)
    except desk.Timeout as timeout:
        raise AssertionError(f"the search has “{seen[-1]}” and not “{text}”") from timeout


def problem_count():
    answer = desk.run("gdbus", "call", "--session", "--dest", desk.AGENT_ID, "--object-path", desk.AGENT_PATH,
                      "--method", "org.freedesktop.DBus.Properties.Get", desk.APP_ID + ".Agent1", "ProblemCount")
    return int(answer.split()[1].rstrip(">,)"))


class Keys:
    def __init__(self, build):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="handrail-keys."))
        pack = desk.data_home() / "handrail/packs/keys"
        (pack / "aids").mkdir(parents=True)
        (pack / "pack.yaml").write_text(PACK, encoding="utf-8")
        (pack / "aids/sale.md").write_text(AID.format(today=time.strftime("%Y-%m-%d", time.gmtime())), encoding="utf-8")
        self.programs = desk.Programs(build)
        self.terminal = desk.Terminal("Inbox", "xterm", self.folder)
        self.terminal.wake_keyboard()
        self.typed = "\n"
        self.programs.start_agent()
        self.programs.wait_warm()

    # ---- what every step begins and ends with ----

    def to_terminal(self):
        """Asked for again until it is so: a window that is just coming or going takes the focus once more."""
        def probe():
            if int(desk.active_window(), 16) == int(self.terminal.window):
                return True
            desk.run("xdotool", "windowactivate", self.terminal.window)
            return False

        desk.wait_for("the terminal's focus", probe)

    def wait_for_windows(self):
        """Until they have done what they were asked for before: this is answered in the same order."""
        desk.run("gdbus", "call", "--session", "--dest", desk.APP_ID, "--object-path", desk.UI_PATH, "--method", "org.gtk.Actions.List")

    def nothing_astray(self):
        assert self.terminal.typed() == self.typed, f"the terminal got {self.terminal.typed()!r}"

    def close(self):
        """Until it is gone: while a busy machine has not given it the focus yet, Escape would go elsewhere."""
        def probe():
            if has_focus(SEARCH):
                press("Escape")
            return not desk.find_window(SEARCH)

        desk.wait_for("the search to close", probe)
        self.to_terminal()
        # xterm writes what Escape does; none went there.
        self.nothing_astray()

    def burst(self, *keys, text, shortcut=SHORTCUT):
        self.to_terminal()
        press(shortcut, *keys)
        expect_field(text)
        self.close()

    # ---- steps ----

    def warm(self):
        self.burst("a", "b", "c", text="abc")
        self.burst("x", "y", "z", text="xyz")

    def locks(self):
        press("Caps_Lock")
        self.burst(KEY_A, KEY_S, text="AS")
        press("Num_Lock")
        self.burst(KEY_A, KEY_S, text="AS")
        press("Caps_Lock")
        self.burst(KEY_A, KEY_S, text="as")
        press("Num_Lock")

    def editing(self):
        self.burst("a", "x", "BackSpace", "b", "d", "Left", "c", "Home", "shift+s", text="Sabcd")

    def layouts(self):
        for words, keys, text in (
            (("de",), ("48", "29", KEY_A), "äza"),
            (("fr",), (KEY_2, "28", KEY_2), "été"),
            (("ru",), (KEY_A, KEY_S, KEY_D), "фыв"),
            (("us", "-variant", "intl"), (KEY_ACUTE, KEY_E, KEY_S, KEY_ACUTE, "space"), "és'"),
        ):
            desk.run("setxkbmap", *words)
            self.burst(*keys, text=text)
        # Two at once, with the second one switched to.
        desk.run("setxkbmap", "us,ru", "-option", "grp:menu_toggle")
        for text in ("фыв", "asd"):
            self.to_terminal()
            press_raw((), KEY_MENU)
            press_raw((KEY_CONTROL, KEY_ALT), KEY_SPACE, KEY_A, KEY_S, KEY_D)
            expect_field(text)
            self.close()
        # A dead key is the last that comes before the window, and its letter goes to the window itself.
        desk.run("setxkbmap", "us", "-variant", "intl", "-option", "")
        press(SHORTCUT, KEY_S, KEY_ACUTE)
        wait_focus(SEARCH)
        press(KEY_E)
        expect_field("sé")
        self.close()
        desk.run("setxkbmap", "us")

    def escape(self):
        """The windows hang: Escape gives the keyboard back at once, and they do not come after all."""
        before = problem_count()
        pid = self.programs.wait_warm()
        os.kill(pid, signal.SIGSTOP)
        self.to_terminal()
        press(SHORTCUT, "a", "b", "Escape")
        self.type_again()
        # It was not the limit that ended it.
        assert problem_count() == before, problem_count()
        os.kill(pid, signal.SIGCONT)
        self.wait_for_windows()
        desk.wait_for("the search to stay away", lambda: not desk.find_window(SEARCH) and desk.owner_pid(desk.APP_ID) == pid)
        self.burst("c", "d", text="cd")

    def type_again(self, limit=desk.LIMIT):
        """Dots, until one of them reaches the terminal."""
        def probe():
            press("period", "Return")
            return self.terminal.typed() != self.typed

        self.nothing_astray()
        desk.wait_for("a free keyboard", probe, limit)
        seen = self.terminal.typed()
        assert set(seen[len(self.typed):]) <= set(".\n"), f"the terminal got {seen!r}"
        # What was under way lands, too.
        press("m", "Return")
        desk.wait_for("the last key", lambda: self.terminal.typed().endswith("m\n"))
        self.typed = self.terminal.typed()

    def hang(self):
        before = problem_count()
        pid = self.programs.wait_warm()
        os.kill(pid, signal.SIGSTOP)
        self.to_terminal()
        press(SHORTCUT, "l", "o", "s", "t")
        # The agent's own limit is 4 s; after 25 s the bus would give up for it.
        try:
            self.type_again(15)
        except desk.Timeout:
            # What is stopped would not end with the test.
            os.kill(pid, signal.SIGCONT)
            raise
        desk.wait_for("the problem", lambda: problem_count() == before + 1)
        os.kill(pid, signal.SIGCONT)
        expect_field("")
        self.close()
        self.burst("e", "f", text="ef")
        assert problem_count() == before, problem_count()

    def windows_die(self):
        pid = self.programs.wait_warm()
        os.kill(pid, signal.SIGSTOP)
        self.to_terminal()
        press(SHORTCUT, "l", "o", "s", "t")
        self.nothing_astray()
        os.kill(pid, signal.SIGKILL)
        self.type_again()
        desk.wait_for("other windows", lambda: desk.owner_pid(desk.APP_ID) not in (0, pid))

    def agent_dies(self):
        pid = self.programs.wait_warm()
        os.kill(pid, signal.SIGSTOP)
        self.to_terminal()
        press(SHORTCUT, "l", "o", "s", "t")
        self.nothing_astray()
        # Its answer says that it has seen the keys.
        problem_count()
        self.programs.stop_agent(signal.SIGKILL)
        self.type_again()
        os.kill(pid, signal.SIGCONT)
        self.programs.start_agent()
        self.programs.wait_warm()
        # The windows may have been asked in the agent's last moment, or not.
        self.wait_for_windows()
        self.programs.activate("search", "<''>")
        wait_focus(SEARCH)
        self.close()

    def again_closes(self):
        self.to_terminal()
        press(SHORTCUT, "a")
        expect_field("a")
        press(SHORTCUT)
        desk.wait_for("the search to close", lambda: not desk.find_window(SEARCH))
        self.to_terminal()
        self.nothing_astray()

    def card_first(self):
        self.to_terminal()
        self.terminal.retitle("Sales of May")
        desk.wait_for("the card", lambda: desk.find_window(desk.CARD))
        assert not has_focus(desk.CARD)
        press(SHORTCUT, "a", "b")
        wait_focus(desk.CARD)
        self.nothing_astray()
        press(SHORTCUT, "c", "d")
        expect_field("cd")
        self.terminal.retitle("Inbox")
        self.close()
        self.programs.activate("focus-card")

        def probe():
            if has_focus(desk.CARD):
                press("Escape")
            return not desk.find_window(desk.CARD)

        desk.wait_for("the card to go", probe)

    def cold(self):
        self.programs.set("keep-warm", "false")
        for keys in ("abc", "qrs"):
            desk.wait_for("the windows' end", lambda: self.programs.stop_ui() or not desk.owner_pid(desk.APP_ID))
            self.burst(*keys, text=keys)
        self.programs.set("keep-warm", "true")

    def changed(self):
        self.programs.set("search-shortcut", "<Control><Alt>j")
        # Nobody says when the agent has heard of it: until then the key is the terminal's.
        def probe():
            press("ctrl+alt+j")
            with contextlib.suppress(desk.Timeout):
                return desk.wait_for("the search", lambda: desk.find_window(SEARCH), 3)
            return ""

        desk.wait_for("the new shortcut", probe)
        wait_focus(SEARCH)
        self.typed = self.terminal.typed()
        self.close()
        self.burst("a", "b", text="ab", shortcut="ctrl+alt+j")

    def taken(self):
        """The window manager has this one for itself."""
        before = problem_count()
        self.programs.set("search-shortcut", "<Control><Alt>Left")
        desk.wait_for("the problem", lambda: problem_count() == before + 1)
        self.programs.set("search-shortcut", "<Control>c")
        self.programs.set("search-shortcut", "")
        desk.wait_for("no shortcut to be no problem", lambda: problem_count() == before)

    def press_new(self):
        """In the preferences: the button of the first page's third row."""
        self.programs.activate("show-preferences")
        window = wait_focus(PREFERENCES)
        desk.wait_for("the pixels of the preferences", lambda: desk.colours(window) > 20)
        x, y, width, _ = desk.geometry(window)
        desk.run("xdotool", "mousemove", "--sync", str(x + width - 135), str(y + 315), "click", "1")
        # Refused, then taken.
        press("ctrl+c")
        press("ctrl+alt+k")
        desk.wait_for("the setting", lambda: desk.run("gsettings", "get", desk.APP_ID, "search-shortcut") == "'<Control><Alt>k'")
        press("ctrl+w")
        desk.wait_for("the preferences to close", lambda: not desk.find_window(PREFERENCES))
        self.burst("u", "v", text="uv", shortcut="ctrl+alt+k")

    def command(self):
        program = str(self.programs.ui_program)
        self.to_terminal()
        desk.run(program, "--search", "one", "on one")
        expect_field("one on one")
        self.close()
        desk.run(program, "--search")
        expect_field("")
        self.close()
        done = desk.subprocess.run([program, "words"], capture_output=True, text=True, check=False)
        assert done.returncode == 2 and "--search" in done.stderr, done
        self.programs.set("keep-warm", "false")
        desk.wait_for("the windows' end", lambda: self.programs.stop_ui() or not desk.owner_pid(desk.APP_ID))
        alone = desk.subprocess.Popen([program, "--search", "alone"])
        expect_field("alone")
        assert not desk.find_window(desk.TODAY)
        self.close()
        alone.terminate()
        alone.wait()

    def bystander(self):
        answer = desk.subprocess.run(["gdbus", "call", "--session", "--dest", desk.AGENT_ID, "--object-path", desk.AGENT_PATH,
                                      "--method", desk.APP_ID + ".Shortcut1.TakeKeys", "1"], capture_output=True, text=True, check=False)
        assert "AccessDenied" in answer.stderr, answer

    def end(self):
        self.programs.stop_agent()
        self.programs.stop_ui()
        self.terminal.close()


def main():
    tap = taps.Tap()
    keys = tap.step("a terminal in front and warm windows", lambda: Keys(sys.argv[1]))
    if keys is None:
        return tap.finish()
    tap.step("warm: a burst stands in the search", keys.warm)
    tap.step("with Caps Lock and Num Lock", keys.locks)
    tap.step("keys that edit do so", keys.editing)
    tap.step("in other layouts, with dead keys", keys.layouts)
    tap.step("pressed again it closes the search", keys.again_closes)
    tap.step("Escape ends the wait", keys.escape)
    tap.step("windows that hang give the keyboard back", keys.hang)
    tap.step("so do windows that die", keys.windows_die)
    tap.step("so does an agent that dies", keys.agent_dies)
    tap.step("a card that is up comes first", keys.card_first)
    tap.step("cold: a burst stands in the search", keys.cold)
    tap.step("the setting changes while it runs", keys.changed)
    tap.step("one that is taken is a problem", keys.taken)
    tap.step("another one is pressed in the preferences", keys.press_new)
    tap.step("handrail --search does the same", keys.command)
    tap.step("a bystander on the bus gets no keys", keys.bystander)
    tap.step("everything ends when told to", keys.end)
    return tap.finish()


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(main())
