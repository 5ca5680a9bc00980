#!/usr/bin/env python3
"""Quick search by keyboard alone, as a screen reader finds it: open, three letters, an arrow, Enter, tick, Escape, with the real programs.

usage: test_search.py BUILD    (inside with-desktop; GTK_A11Y=atspi)
"""

import json
import os
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "testlib"))
import desk  # noqa: E402
import reader  # noqa: E402
import tap as taps  # noqa: E402

SEARCH = "Search"

AIDS = {
    "book": ({"title": "Book a trip", "kind": "checklist"}, "- [ ] Choose the city\n- [ ] Ask for approval"),
    "trim": ({"title": "Trim the sails", "kind": "phrases"}, "## On board\n\n> “Ready about?”"),
    "visa": ({"title": "Ask for a visa"}, "Bring the passport."),
}


def press(*keys):
    desk.run("xdotool", "key", *keys)


def has_focus(window):
    return window and int(desk.active_window(), 16) == int(window)


def spoken():
    """What a screen reader says of the place where the keyboard is."""
    def probe():
        entry = reader.find(SEARCH, "text", SEARCH, "focused")
        return entry.get_description() if entry else None

    return reader.look(probe) or ""


def chosen_line():
    def probe():
        line = reader.find(SEARCH, "list item", None, "selected")
        return line.get_name() if line else None

    return reader.look(probe)


def wait_spoken(beginning, end=""):
    return desk.wait_for(f"“{beginning} … {end}” to be told", lambda: spoken().startswith(beginning) and spoken().endswith(end))


def wait_status(words):
    desk.wait_for(f"the status “{words}”", lambda: reader.look(lambda: reader.find(SEARCH, "status bar", words)))


def gaps():
    return [row[0] for row in desk.journal("SELECT words FROM gaps ORDER BY id")]


class Search:
    def __init__(self, build):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="handrail-search."))
        desk.write_pack("trips", AIDS)
        self.programs = desk.Programs(build)
        self.inbox = desk.Terminal("Inbox", "xterm", self.folder)
        self.programs.start_agent()
        self.programs.wait_warm()
        self.inbox.wake_keyboard()

    def open(self):
        """By the shortcut, as people do: from here to the tick nothing but keys."""
        self.inbox.focus()
        desk.run("xdotool", "key", "ctrl+alt+space")
        desk.wait_active(SEARCH)

    def letters(self):
        self.open()
        # Their own texts may be read later than the titles; both are found by title.
        desk.run("xdotool", "type", "tri")
        desk.wait_for("two results", lambda: spoken().endswith("; 1 of 2"))
        desk.wait_for("the chosen line in the list", chosen_line)
        wait_status("2 results")

    def arrows(self):
        """To the checklist, wherever it stands; the entry keeps the keyboard and its letters."""
        def probe():
            if spoken().startswith("Book a trip, Checklist, "):
                return True
            press("Down" if spoken().endswith("; 1 of 2") else "Up")
            return False

        desk.wait_for("the checklist to be chosen", probe)
        desk.wait_for("the same line to be the selected one", lambda: (chosen_line() or "").startswith("Book a trip, Checklist, "))

    def enter(self):
        press("Return")
        desk.wait_active(desk.CARD)
        desk.wait_for("the search window to go", lambda: not desk.find_window(SEARCH))
        desk.wait_for("the use in the journal", lambda: desk.journal("SELECT pack, aid, count FROM aid_uses") == [("org.example.trips", "book", 1)])

    def tick(self):
        desk.wait_for("the first item to have the keyboard", lambda: reader.look(lambda: reader.find(desk.CARD, "check box", None, "focused")))
        press("space")
        desk.wait_for("the tick in the journal", lambda: desk.journal("SELECT count(*) FROM items WHERE ticked = 1") == [(1,)])
        desk.wait_for("the tick to be told", lambda: reader.look(lambda: reader.find(desk.CARD, "check box", None, "checked")))
        assert desk.journal("SELECT aid FROM runs") == [("book",)]

    def escape(self):
        press("Escape")
        desk.wait_for("the card to go", lambda: not desk.find_window(desk.CARD))

    def used_last(self):
        """Before a letter is typed, what was used last stands there; Escape leaves."""
        self.open()
        wait_spoken("Book a trip, Checklist, ", "; 1 of 1")
        press("Escape")
        desk.wait_for("the search window to go", lambda: not desk.find_window(SEARCH))

    def missing(self):
        self.open()
        desk.run("xdotool", "type", "parental leave")
        wait_spoken("Tell the owner this is missing")
        wait_status("No results")
        assert gaps() == [], "it was noted before anybody asked for it"
        press("Return")
        desk.wait_for("the words in the journal", lambda: gaps() == ["parental leave"])
        wait_spoken("Noted as missing")
        press("Return")
        desk.wait_for("the words to be taken back", lambda: gaps() == [])
        wait_spoken("Tell the owner this is missing")
        press("Return")
        desk.wait_for("the words in the journal", lambda: gaps() == ["parental leave"])
        press("Escape")
        desk.wait_for("the search window to go", lambda: not desk.find_window(SEARCH))

    def exported_and_deleted(self):
        tables = json.loads(self.programs.ctl("journal", "export", "--json"))
        assert [row["words"] for row in tables["gaps"]] == ["parental leave"], tables["gaps"]
        assert [row["aid"] for row in tables["aid_uses"]] == ["book"], tables["aid_uses"]
        self.programs.ctl("journal", "delete", "--yes")
        assert gaps() == [] and desk.journal("SELECT count(*) FROM aid_uses") == [(0,)]

    def nothing_went_astray(self):
        assert self.inbox.typed() == "\n", f"the terminal behind was given “{self.inbox.typed()}”"

    def end(self):
        self.programs.stop_agent()
        self.programs.stop_ui()
        self.inbox.close()


def main():
    tap = taps.Tap()
    search = tap.step("a desk with a pack", lambda: Search(sys.argv[1]))
    if search is None:
        return tap.finish()
    tap.step("three letters find two aids, and a screen reader is told", search.letters)
    tap.step("the arrows choose, and a screen reader is told", search.arrows)
    tap.step("Enter opens the card, and the use is kept", search.enter)
    tap.step("the space bar ticks the first item", search.tick)
    tap.step("Escape puts the card away", search.escape)
    tap.step("what was used last stands there the next time", search.used_last)
    tap.step("what is missing is noted on this computer, and taken back", search.missing)
    tap.step("the journal exports and deletes both", search.exported_and_deleted)
    tap.step("no letter went to the window behind", search.nothing_went_astray)
    tap.step("everything ends when told to", search.end)
    return tap.finish()


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(main())
