#!/usr/bin/env python3
"""An aid found and opened through the overview of a real GNOME Shell, and who answers: nobody starts watching because somebody searches.

usage: test_shell.py BUILD    (inside with-desktop)
"""

import os
import pathlib
import shutil
import signal
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "testlib"))
import desk  # noqa: E402
import shell as shells  # noqa: E402
import tap as taps  # noqa: E402

SEARCH_ID = desk.APP_ID + ".Search"

AIDS = {
    "feed": ({"title": "Quagga feeding round", "kind": "checklist", "task": "Feed them in the right order", "reviewed": "2026-10-01", "review-every": "90d",
              "keywords": "[hay]"}, "- [ ] Hay first"),
    "old": ({"title": "Quagga night shift", "task": "Hand over at night", "reviewed": "2020-01-01", "review-every": "90d", "keywords": "[dark]"}, "Close the gate."),
}


def command_line(pid):
    return pathlib.Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8").split("\0")


class Search:
    def __init__(self, build):
        self.build = pathlib.Path(build)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="handrail-shell."))
        self.pictures = pathlib.Path(os.environ.get("G_TEST_BUILDDIR", self.folder))
        desk.write_pack("shell", AIDS)
        shutil.copytree(pathlib.Path(__file__).resolve().parents[2] / "assets/packs/managers", desk.data_home() / "handrail/packs/managers")
        self.programs = desk.Programs(build)
        desk.write_service(desk.AGENT_ID, self.programs.agent_program)
        service = desk.data_home() / f"dbus-1/services/{SEARCH_ID}.service"
        service.write_text(f"[D-BUS Service]\nName={SEARCH_ID}\nExec={self.programs.agent_program} --answer-searches\n", encoding="utf-8")
        desk.reload_bus()
        self.programs.set("keep-warm", "false")
        self.programs.set("desktop-calendars", "false")
        self.answerer = 0
        self.shell = None

    # ---- what a person does ----

    def search(self, words):
        self.shell.open_overview()
        self.shell.type(words)

    def leave(self):
        """Out of the overview, whatever stands in its search."""
        self.shell.eval("Main.overview.hide ()")
        desk.wait_for("the overview to go", lambda: not self.shell.eval("Main.overview.visible"))

    def sees(self, *texts):
        return lambda: set(texts) <= set(self.shell.texts())

    def card(self):
        return [focus for app, title, focus in self.shell.windows() if title == desk.CARD and app == desk.APP_ID]

    # ---- the story ----

    def start(self):
        share = self.folder / "share"
        shells.install_share(self.build, share)
        self.shell = shells.Shell(share, self.programs.ui_program.parent)

    def finds(self):
        self.search("quag")
        desk.wait_for("the aid in the overview", self.sees("Quagga feeding round", "Feed them in the right order"))
        desk.wait_for("the mark of the other", self.sees("Quagga night shift", "Review overdue · Hand over at night"))

    def photograph(self):
        """The starter pack, as it looks."""
        self.leave()
        self.search("review")
        desk.wait_for("an aid of the starter pack", self.sees("Open a performance review"))
        self.shell.screenshot(self.pictures / "shell-search.png")
        self.leave()
        self.search("quag")
        desk.wait_for("the aids of before", self.sees("Quagga feeding round", "Quagga night shift"))

    def answerer_is_small(self):
        self.answerer = desk.owner_pid(SEARCH_ID)
        assert "--answer-searches" in command_line(self.answerer), command_line(self.answerer)
        for name in (desk.AGENT_ID, desk.APP_ID):
            assert not desk.owner_pid(name), f"a search has started {name}"
        maps = pathlib.Path(f"/proc/{self.answerer}/maps").read_text(encoding="utf-8")
        assert "libgio" in maps, "this is not how to see what a program has loaded"
        assert "libgtk" not in maps and "libX11" not in maps, "the answerer has loaded a toolkit"

    def goes_on_typing(self):
        self.shell.type("ga nig")
        desk.wait_for("only the other", lambda: "Quagga night shift" in self.shell.texts() and "Quagga feeding round" not in self.shell.texts())

    def opens(self):
        self.leave()
        self.search("quagga feeding")
        desk.wait_for("the aid", self.sees("Quagga feeding round"))
        self.shell.press("Return")
        desk.wait_for("the card with the focus", lambda: self.card() == [True])
        desk.wait_for("the overview to go", lambda: not self.shell.eval("Main.overview.visible"))
        self.shell.screenshot(self.pictures / "shell-card.png")

    def watches_again(self):
        """Who opens an aid has opened Handrail: its agent is there now, and answers the searches."""
        desk.wait_for("the agent", lambda: desk.owner_pid(desk.AGENT_ID))
        desk.wait_for("the agent to answer searches", lambda: desk.owner_pid(SEARCH_ID) == desk.owner_pid(desk.AGENT_ID))
        desk.wait_for("the answerer to end", lambda: not pathlib.Path(f"/proc/{self.answerer}").exists())
        self.search("quagga nig")
        desk.wait_for("an aid from the agent", self.sees("Quagga night shift"))
        self.leave()

    def after_quit(self):
        """Quit, as the menu does it: the next search is answered and does not bring the agent back."""
        self.programs.activate("quit-handrail")
        for name in (desk.AGENT_ID, desk.APP_ID, SEARCH_ID):
            desk.wait_for(f"{name} to go", lambda name=name: not desk.owner_pid(name))
        self.search("quagga feed")
        desk.wait_for("the aid after Quit", self.sees("Quagga feeding round"))
        self.leave()
        self.answerer = desk.owner_pid(SEARCH_ID)
        assert "--answer-searches" in command_line(self.answerer), command_line(self.answerer)
        assert not desk.owner_pid(desk.AGENT_ID), "a search has brought the agent back"

    def ends(self):
        desk.wait_for("the answerer to end by itself", lambda: not desk.owner_pid(SEARCH_ID), limit=60)
        assert not desk.owner_pid(desk.AGENT_ID)

    def switched_off(self):
        self.programs.set("desktop-search", "false")
        self.search("quagga")
        desk.wait_for("the answerer", lambda: desk.owner_pid(SEARCH_ID))
        desk.wait_for("the end of the search", self.sees("No results."))
        self.leave()
        self.programs.set("desktop-search", "true")
        self.search("quagga")
        desk.wait_for("the aids again", self.sees("Quagga feeding round"))

    def end(self):
        self.shell.stop()
        os.kill(desk.owner_pid(SEARCH_ID), signal.SIGTERM)
        desk.wait_for("the answerer to end", lambda: not desk.owner_pid(SEARCH_ID))


def main():
    tap = taps.Tap()
    search = tap.step("a pack is there", lambda: Search(sys.argv[1]))
    if search is None:
        return tap.finish()
    tap.step("GNOME Shell starts with what the installation brings", search.start)
    tap.step("its overview finds aids by four letters, with task and mark", search.finds)
    tap.step("the starter pack is photographed", search.photograph)
    tap.step("who answers has neither toolkit nor agent", search.answerer_is_small)
    tap.step("more letters leave fewer", search.goes_on_typing)
    tap.step("Enter opens the card", search.opens)
    tap.step("then the agent is back and answers", search.watches_again)
    tap.step("after Quit searches are answered, and nothing watches", search.after_quit)
    tap.step("who only answered ends by itself", search.ends)
    tap.step("switched off, nothing is found", search.switched_off)
    tap.step("everything ends", search.end)
    return tap.finish()


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(main())
