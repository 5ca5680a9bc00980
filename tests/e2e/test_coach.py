#!/usr/bin/env python3
"""A conversation with the guided coach by keyboard alone, as a screen reader finds it: from the search, to a source's card, to the end, with the real programs.

usage: test_coach.py BUILD    (inside with-desktop; GTK_A11Y=atspi)
"""

import os
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "testlib"))
import desk  # noqa: E402
import reader  # noqa: E402
import tap as taps  # noqa: E402

SEARCH = "Search"
COACH = "Coach"
QUESTION = "feedback"

AIDS = {
    "feedback": ({"title": "Give feedback", "kind": "checklist"}, "- [ ] Say what you saw, as feedback on one thing\n- [ ] Ask what they see"),
}


def press(*keys):
    desk.run("xdotool", "key", *keys)


def wait_found(what, role, name, state=None):
    desk.wait_for(what, lambda: reader.look(lambda: reader.find(COACH, role, name, state)))


class Coach:
    def __init__(self, build):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="handrail-coach."))
        desk.write_pack("leading", AIDS)
        self.programs = desk.Programs(build)
        self.inbox = desk.Terminal("Inbox", "xterm", self.folder)
        self.programs.start_agent()
        self.programs.wait_warm()
        self.inbox.wake_keyboard()

    def from_search(self):
        self.inbox.focus()
        self.programs.activate("search", "<''>")
        desk.wait_active(SEARCH)
        desk.run("xdotool", "type", QUESTION)
        press("ctrl+Return")
        desk.wait_active(COACH)
        desk.wait_for("the search window to go", lambda: not desk.find_window(SEARCH))

    def explained(self):
        wait_found("the button that begins, with the keyboard", "push button", None, "focused")
        press("Return")
        wait_found("the user's words", "list item", f"You: {QUESTION}")

    def source(self):
        """Its chip opens the card; the conversation stays."""
        wait_found("the answer", "list item", "Coach: This is what the reviewed aids say.")
        press("Up")
        wait_found("the last message with the keyboard", "list item", None, "focused")
        press("Tab")
        wait_found("the source with the keyboard", "push button", None, "focused")
        press("Return")
        desk.wait_active(desk.CARD)
        assert desk.find_window(COACH), "the conversation is gone"
        press("Escape")
        desk.wait_for("the card to go", lambda: not desk.find_window(desk.CARD))

    def closed(self):
        self.programs.activate("coach", "<('','')>")
        desk.wait_active(COACH)
        press("Escape")
        desk.wait_for("the pane to go", lambda: not desk.find_window(COACH))

    def nothing_kept(self):
        for path in desk.data_home().rglob("*"):
            if path.is_file() and "packs" not in path.parts:
                assert f"You: {QUESTION}".encode() not in path.read_bytes(), f"{path.name} holds the conversation"
        assert desk.journal("SELECT count(*) FROM egress") == [(0,)]

    def end(self):
        self.programs.stop_agent()
        self.programs.stop_ui()
        self.inbox.close()


def main():
    tap = taps.Tap()
    coach = tap.step("a desk with a pack", lambda: Coach(sys.argv[1]))
    if coach is None:
        return tap.finish()
    tap.step("Ctrl and Enter take the words of a search to the coach", coach.from_search)
    tap.step("the first time it explains itself before anything", coach.explained)
    tap.step("a source is reached by keys and opens the aid", coach.source)
    tap.step("Escape ends the conversation", coach.closed)
    tap.step("nothing of it is kept, and nothing left", coach.nothing_kept)
    tap.step("everything ends when told to", coach.end)
    return tap.finish()


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(main())
