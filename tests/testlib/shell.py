"""A real GNOME Shell without a screen: started on the bus of this desktop, typed at through its own input, looked at through its own actors."""

import json
import os
import pathlib
import shutil
import subprocess

import desk

# How often the compositor may be started; nothing else is tried twice.
ATTEMPTS = 3

ASK = ("gdbus", "call", "--session", "--timeout", "20", "--dest", "org.gnome.Shell", "--object-path", "/org/gnome/Shell", "--method", "org.gnome.Shell.Eval")

# What somebody sees: the texts of all labels below the stage that are mapped and not transparent.
SEEN = """
(function () {
  const found = [];
  (function walk (actor) {
    if (!actor.mapped || actor.get_paint_opacity () === 0)
      return;
    if (actor instanceof imports.gi.St.Label || actor instanceof imports.gi.Clutter.Text)
      found.push (actor.get_text ());
    actor.get_children ().forEach (walk);
  }) (global.stage);
  return found;
}) ()
"""

# Keys go the way of a real keyboard: into the compositor's input, to whatever has the focus there.
TYPE = """
(function (keys) {
  const { Clutter, GLib } = imports.gi;
  global.testKeyboard = global.testKeyboard || Clutter.get_default_backend ().get_default_seat ().create_virtual_device (Clutter.InputDeviceType.KEYBOARD_DEVICE);
  for (const key of keys)
    for (const state of [Clutter.KeyState.PRESSED, Clutter.KeyState.RELEASED])
      global.testKeyboard.notify_keyval (GLib.get_monotonic_time (), key, state);
  return true;
}) (%s)
"""

KEYS = {"Return": 0xFF0D, "Escape": 0xFF1B, "Down": 0xFF54}


class Shell:
    """GNOME Shell with what is installed below `share` (a folder for XDG_DATA_DIRS) and these programs' folder in its PATH."""

    DISPLAY = "wayland-handrail"

    def __init__(self, share, programs):
        self.environment = dict(
            os.environ,
            XDG_SESSION_TYPE="wayland",
            XDG_CURRENT_DESKTOP="GNOME",
            XDG_DATA_DIRS=f"{share}:/usr/local/share:/usr/share",
            PATH=f"{programs}:{os.environ['PATH']}",
            # Stands in for the system bus that there is none of.
            DBUS_SYSTEM_BUS_ADDRESS=os.environ["DBUS_SESSION_BUS_ADDRESS"],
        )
        # Its warnings are not ours to die of.
        self.environment.pop("G_DEBUG", None)
        self.process = None
        # As root, as in a container, it warns right above the search.
        desk.run("gsettings", "set", "org.gnome.desktop.notifications", "show-banners", "false")
        self.start()

    def is_up(self):
        """Or has ended; then there is nothing to wait for."""
        return self.process.poll() is not None or self.try_eval("Main.layoutManager._startingUp") == [False]

    def start(self):
        for attempt in range(ATTEMPTS):
            self.process = subprocess.Popen(
                ["gnome-shell", "--headless", "--wayland", "--no-x11", "--virtual-monitor", "1280x800", "--wayland-display", self.DISPLAY, "--unsafe-mode"],
                env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                desk.wait_for("GNOME Shell", self.is_up, limit=60)
                if self.process.poll() is None:
                    break
                raise desk.Timeout(f"GNOME Shell ended with {self.process.returncode}")
            except desk.Timeout:
                self.process.kill()
                self.process.wait()
                if attempt + 1 == ATTEMPTS:
                    raise
        # What the bus starts from now on belongs to this desktop.
        desk.run("dbus-update-activation-environment", f"WAYLAND_DISPLAY={self.DISPLAY}", "GDK_BACKEND=wayland", "XDG_SESSION_TYPE=wayland",
                 "XDG_CURRENT_DESKTOP=GNOME")

    def try_eval(self, script):
        """[the value of a script in the shell], or [] where nobody answers or it failed."""
        answer = desk.run(*ASK, script, check=False)
        if not answer.startswith("(true, "):
            return []
        # A GVariant's string in single or double quotes around a line of JSON.
        text = answer[len("(true, "):-1]
        quote, text = text[0], text[1:-1]
        text = text.replace("\\" + quote, quote).replace("\\\\", "\\")
        return [json.loads(text) if text else None]

    def eval(self, script):
        answer = self.try_eval(script)
        if not answer:
            raise AssertionError(f"GNOME Shell could not run {script.strip()[:60]}…")
        return answer[0]

    def texts(self):
        return self.eval(SEEN)

    def type(self, text):
        self.eval(TYPE % json.dumps([ord(letter) for letter in text]))

    def press(self, key):
        self.eval(TYPE % json.dumps([KEYS[key]]))

    def open_overview(self):
        self.eval("Main.overview.show ()")
        desk.wait_for("the overview", lambda: self.eval("Main.overview.visible && !Main.overview.animationInProgress"))

    def windows(self):
        """(application id, title, whether it has the focus) of each window on the screen."""
        return self.eval("global.get_window_actors ().map (a => [a.meta_window.get_gtk_application_id () || a.meta_window.get_wm_class (), "
                         "a.meta_window.get_title (), a.meta_window.has_focus ()])")

    def screenshot(self, path):
        desk.run("gdbus", "call", "--session", "--dest", "org.gnome.Shell.Screenshot", "--object-path", "/org/gnome/Shell/Screenshot",
                 "--method", "org.gnome.Shell.Screenshot.Screenshot", "false", "false", str(path))

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(timeout=desk.LIMIT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def install_share(build, folder):
    """Copies what other programs read (below share/: applications, icons, search providers, KRunner's plug-ins) to where `meson install` would."""
    listed = json.loads(desk.run("meson", "introspect", "--installed", str(build)))
    for source, target in listed.items():
        parts = pathlib.Path(target).parts
        if "share" not in parts:
            continue
        below = parts[parts.index("share") + 1:]
        if below[0] in ("applications", "gnome-shell", "icons", "krunner"):
            path = pathlib.Path(folder).joinpath(*below)
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, path)
