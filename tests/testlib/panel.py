"""A real Xfce panel with nothing in it but the tray, and a way to find colours on it."""

import subprocess

import desk

# The colours of src/platform/tray-picture.c; nothing else on this desktop has them.
TILE = (0x36, 0x85, 0xE3)
GREY = (0x78, 0x75, 0x7A)
BADGE = (0xE0, 0x1C, 0x24)

PANEL_HEIGHT = 32


def rgb(picture, x, y, width):
    at = (y * width + x) * 3
    return tuple(picture[at:at + 3])


def photograph(x, y, width, height):
    """The pixels of a part of the screen, three bytes each."""
    done = subprocess.run(["import", "-window", "root", "-crop", f"{width}x{height}+{x}+{y}", "+repage", "-depth", "8", "rgb:-"],
                          check=True, capture_output=True)
    return done.stdout


def find_colour(colour, area):
    """The middle of all pixels of that colour, give or take rounding; None if there are fewer than four."""
    x, y, width, height = area
    picture = photograph(*area)
    found = [(column, row) for row in range(height) for column in range(width)
             if all(abs(a - b) <= 3 for a, b in zip(rgb(picture, column, row, width), colour))]
    if len(found) < 4:
        return None
    return x + sum(column for column, _ in found) // len(found), y + sum(row for _, row in found) // len(found)


class Panel:
    """xfce4-panel with nothing in it but the tray, at the top of the screen."""

    AREA = (0, 0, 1280, PANEL_HEIGHT)

    def __init__(self, dark=False):
        for words in (
            ("/panels", "int", "1", "-a"),
            ("/panels/dark-mode", "bool", str(dark).lower()),
            ("/panels/panel-1/position", "string", "p=6;x=0;y=0"),
            ("/panels/panel-1/length", "uint", "100"),
            ("/panels/panel-1/size", "uint", str(PANEL_HEIGHT)),
            ("/panels/panel-1/position-locked", "bool", "true"),
            ("/panels/panel-1/plugin-ids", "int", "1", "-a"),
            ("/plugins/plugin-1", "string", "systray"),
            ("/plugins/plugin-1/square-icons", "bool", "true"),
        ):
            desk.run("xfconf-query", "-c", "xfce4-panel", "-p", words[0], "-n", "-t", words[1], "-s", *words[2:])
        self.process = None
        self.start()

    def start(self):
        self.process = subprocess.Popen(["xfce4-panel", "--disable-wm-check"], stderr=subprocess.DEVNULL)
        desk.wait_for("the panel's tray", lambda: desk.owner_pid("org.kde.StatusNotifierWatcher"))

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=desk.LIMIT)
        desk.wait_for("the tray to go", lambda: not desk.owner_pid("org.kde.StatusNotifierWatcher"))

    def find(self, colour):
        return find_colour(colour, self.AREA)

    def expect(self, what, colour):
        return desk.wait_for(what, lambda: self.find(colour))
