"""What a screen reader finds: the accessible tree of our windows, over the accessibility bus of the test's own desktop.

Needs Debian's python3-gi and gir1.2-atspi-2.0, and GTK_A11Y=atspi for the programs it looks at.
"""

import os

# A tree that changes while it is read is a warning of the library's (dbind), and none to end this process for; the programs looked at keep the word.
fatal = os.environ.pop("G_DEBUG", None)
import gi  # noqa: E402

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

if fatal is not None:
    os.environ["G_DEBUG"] = fatal


def walk(node):
    """All accessibles below one, parents first. One that goes away meanwhile has nothing below it."""
    if node is None:
        return
    yield node
    try:
        count = node.get_child_count()
        children = [node.get_child_at_index(index) for index in range(count)]
    except GLib.Error:
        return
    for child in children:
        yield from walk(child)


def find(window, role, name=None, state=None):
    """The first accessible of this role in the window of this name, or None."""
    Atspi.init()
    for frame in walk(Atspi.get_desktop(0)):
        try:
            if frame.get_role_name() != "frame" or frame.get_name() != window:
                continue
            for node in walk(frame):
                if node.get_role_name() == role and (name is None or node.get_name() == name) and (state is None or has_state(node, state)):
                    return node
        except GLib.Error:
            continue
    return None


def has_state(node, state):
    """state is a word of AT-SPI, such as "focused", "selected" or "checked"."""
    return node.get_state_set().contains(getattr(Atspi.StateType, state.upper()))


def forget():
    """What the library has cached of other programs: it is told of changes only while a main loop runs here, and none does."""
    desktop = Atspi.get_desktop(0)
    desktop.clear_cache()


def look(probe):
    """The answer of probe() about a tree read anew; None where it changed while it was read."""
    Atspi.init()
    forget()
    try:
        return probe()
    except GLib.Error:
        return None
