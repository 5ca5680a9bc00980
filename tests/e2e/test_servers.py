#!/usr/bin/env python3
"""One notification server takes the place of another while something is announced: dunst, GNOME's old daemon, and one without buttons.

What the old server showed waits behind the badge, once; the new one shows what comes next and is obeyed for that alone.

usage: test_servers.py BUILD    (inside with-desktop)
"""

import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "testlib"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import desk  # noqa: E402
import tap as taps  # noqa: E402
import test_notification as notices  # noqa: E402

DAEMON = "/usr/lib/notification-daemon/notification-daemon"
BUTTONLESS = next(iter(pathlib.Path("/usr/lib").glob("*/notify-osd")), "/usr/lib/notify-osd")
DAEMON_NOTICE = "Notification"
HINT = "You find it in Handrail, under Today."


class Desk(notices.Desk):
    def change_server(self, *words):
        """The next one is there before anybody could have said anything in between."""
        self.stop_server()
        environment = {key: value for key, value in os.environ.items() if key != "G_DEBUG"}
        self.server = desk.subprocess.Popen(words, env=environment, stdout=desk.subprocess.DEVNULL, stderr=open(self.folder / "server-log", "ab"))
        desk.wait_for("the next notification server", lambda: desk.owner_pid(notices.SERVER_ID) == self.server.pid)

    def mark(self):
        return len(self.said_since(0))

    def announced(self, word, mark):
        """How often a server was told of this meeting."""
        return self.said_since(mark).count(f"Meeting {word} with Sam")

    def expect_behind_badge(self, before, mark):
        """Once, and without another announcement."""
        desk.wait_for("the nudge behind the badge", lambda: self.waiting() == before + 1)
        if "member=Notify" in self.said_since(mark):
            raise AssertionError("the new server was told of the old one's notification")

    # ---- the story ----

    def first_announces(self):
        self.start_agent()
        self.due("opened")
        self.expect_notice()

    def second_takes_over(self):
        before, mark = self.waiting(), self.mark()
        self.change_server(DAEMON)
        self.expect_behind_badge(before, mark)
        if self.closings("opened"):
            raise AssertionError(f"it was closed as {self.closings('opened')}")

    def second_announces(self):
        mark = self.mark()
        self.due("snoozed")
        window = desk.wait_for("the bubble", lambda: desk.find_window(DAEMON_NOTICE))
        desk.wait_for("the bubble's pixels", lambda: desk.colours(window) > 20)
        if "G_TEST_BUILDDIR" in os.environ:
            desk.screenshot(os.environ["G_TEST_BUILDDIR"] + "/notification-daemon.png")
        if self.announced("snoozed", mark) != 1 or self.announced("opened", mark):
            raise AssertionError("the second server was told something else than the second meeting, once")

    def second_is_obeyed(self):
        """A click on the bubble opens its card, and not the one that the first server had under the same number."""
        x, y, width, _ = desk.geometry(desk.find_window(DAEMON_NOTICE))
        desk.run("xdotool", "mousemove", "--sync", str(x + width // 2), str(y + 30), "click", "1")
        card = desk.wait_for("the card's window", lambda: desk.find_window(desk.CARD))
        desk.wait_for("the card's pixels", lambda: desk.colours(card) > 20)
        desk.wait_for("the card's focus", lambda: int(desk.active_window(), 16) == int(card))
        desk.run("xdotool", "key", "Escape")
        desk.wait_for("the closing in the journal", lambda: self.closings("snoozed") == ["dismissed"])
        desk.wait_for("the card to go", lambda: not desk.find_window(desk.CARD))
        if self.closings("opened"):
            raise AssertionError(f"the first was closed as {self.closings('opened')}")

    def first_is_back(self):
        """The second's notification waits as well; the first server comes back with none of its old ones."""
        self.due("dismissed")
        desk.wait_for("the bubble", lambda: desk.find_window(DAEMON_NOTICE))
        before, mark = self.waiting(), self.mark()
        self.restart_server()
        self.expect_behind_badge(before, mark)
        if self.count("displayed") != 0:
            raise AssertionError("something is shown again")
        self.due("expired")
        self.expect_notice()
        desk.run("dunstctl", "close-all")
        desk.wait_for("the closing in the journal", lambda: self.closings("expired") == ["dismissed"])
        if self.closings("dismissed"):
            raise AssertionError(f"the waiting one was closed as {self.closings('dismissed')}")

    def third_has_no_buttons(self):
        mark = self.mark()
        self.change_server(str(BUTTONLESS))
        self.due("restarted")
        desk.wait_for("the words that lead to Today", lambda: HINT in self.said_since(mark))
        desk.wait_for("its bubble", lambda: desk.find_window("notify-osd"))
        said = self.said_since(mark)
        if self.announced("restarted", mark) != 1 or "Snooze" in said:
            raise AssertionError(f"the server without buttons was told {said}")

    def unseen_goes_behind_badge(self):
        """It closes what it shows by itself, and that is no dismissal."""
        before = self.waiting()
        desk.wait_for("the nudge behind the badge", lambda: self.waiting() == before + 1)
        if self.closings("restarted"):
            raise AssertionError(f"it was closed as {self.closings('restarted')}")

    def nothing_is_lost(self):
        self.restart_server()
        shown = {aid for (aid,) in desk.journal("SELECT aid FROM showings WHERE shown = 'notification'")}
        if shown != {"opened", "snoozed", "dismissed", "expired", "restarted"}:
            raise AssertionError(f"remembered are {shown}")
        for word in shown:
            if self.showings(word) != 1:
                raise AssertionError(f"{word} was shown {self.showings(word)} times")
        if self.waiting() != 3:
            raise AssertionError(f"{self.waiting()} are waiting, not three")


def main():
    tap = taps.Tap()
    story = tap.step("dunst, a calendar and a pack are there", lambda: Desk(sys.argv[1]))
    if story is None:
        return tap.finish()
    tap.step("the first server announces a meeting", story.first_announces)
    tap.step("a second takes over: the nudge waits behind the badge, once", story.second_takes_over)
    tap.step("the second announces the next meeting, and nothing else", story.second_announces)
    tap.step("a click there opens that one's card", story.second_is_obeyed)
    tap.step("back to the first: nothing comes twice, nothing is dismissed", story.first_is_back)
    tap.step("a server without buttons is told where to find it", story.third_has_no_buttons)
    tap.step("what it took away by itself waits behind the badge", story.unseen_goes_behind_badge)
    tap.step("each was announced once, and what was not closed waits", story.nothing_is_lost)
    tap.step("everything ends when told to", lambda: (story.programs.stop_agent(), story.end()))
    return tap.finish()


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(main())
