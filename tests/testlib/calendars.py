"""Calendars for tests, for real: the desktop's calendar service on this desktop's bus, and a calendar server on this machine.

Whoever changes an event here does it as another program would: over the bus, or over HTTP.
"""

import os
import pathlib
import re
import signal
import socket
import subprocess
import tempfile

import desk

SERVICES = ("org.gnome.evolution.dataserver.Sources5", "org.gnome.evolution.dataserver.Calendar8")

LOCAL = """[Data Source]
DisplayName={name}
Enabled={enabled}
Parent={parent}

[Calendar]
BackendName=local
Selected={selected}
"""

ACCOUNT = """[Data Source]
DisplayName={name}
Enabled=true

[Collection]
BackendName=none
Identity={address}
"""

REMOTE = """[Data Source]
DisplayName={name}
Enabled=true
Parent=caldav-stub

[Calendar]
BackendName=caldav
Selected=true

[Authentication]
Host=127.0.0.1
Port={port}
Method=none
User=tester

[Security]
Method=none

[WebDAV Backend]
ResourcePath={path}
EmailAddress={address}

[Offline]
StaySynchronized=true
"""

MKCOL = """<?xml version="1.0"?>
<mkcol xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><set><prop>
<resourcetype><collection/><C:calendar/></resourcetype>
</prop></set></mkcol>"""


class Service:
    """The calendar service of the desktop, started by the bus when somebody asks for it."""

    def __init__(self, build):
        self.client = str(pathlib.Path(build) / "tests/fakes/calendar-client")
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="handrail-calendars."))
        # It is not ours to be judged by its warnings, as everything that inherits the tests' environment would be.
        folder = desk.data_home() / "dbus-1/services"
        folder.mkdir(parents=True, exist_ok=True)
        for name in SERVICES:
            installed = pathlib.Path(f"/usr/share/dbus-1/services/{name}.service").read_text(encoding="utf-8")
            program = re.search(r"^Exec=(.*)$", installed, re.M)[1]
            (folder / f"{name}.service").write_text(
                f"[D-BUS Service]\nName={name}\nExec=/usr/bin/env -u G_DEBUG -u MALLOC_CHECK_ {program}\n", encoding="utf-8")
        desk.reload_bus()

    def ask(self, *words, text=None):
        done = subprocess.run([self.client, *words], input=text, capture_output=True, text=True, timeout=2 * desk.LIMIT, check=False)
        if done.returncode != 0:
            raise AssertionError(f"{' '.join(words)}: {done.stderr.strip()}")
        return done.stdout

    def add_calendar(self, uid, name, enabled="true", selected="true", parent="local-stub"):
        self.ask("add-source", uid, "-", text=LOCAL.format(name=name, enabled=enabled, selected=selected, parent=parent))

    def add_account(self, uid, name, address):
        self.ask("add-source", uid, "-", text=ACCOUNT.format(name=name, address=address))

    def add_remote(self, uid, name, server, address):
        self.ask("add-source", uid, "-", text=REMOTE.format(name=name, port=server.port, path=server.path, address=address))

    def end(self):
        """Its processes would outlive the bus."""
        for name in reversed(SERVICES):
            pid = desk.owner_pid(name)
            if pid:
                os.kill(pid, signal.SIGTERM)
        for name in SERVICES:
            desk.wait_for(f"{name} to go", lambda name=name: not desk.owner_pid(name))

    def kill(self, name=SERVICES[1]):
        pid = desk.owner_pid(name)
        os.kill(pid, signal.SIGKILL)
        desk.wait_for(f"{name} to be dead", lambda: desk.owner_pid(name) != pid)


class LocalCalendar:
    """A calendar of the service's own; changed over the bus."""

    def __init__(self, service, uid, name, **words):
        self.service = service
        self.uid = uid
        service.add_calendar(uid, name, **words)

    def create(self, uid, event):
        self.service.ask("create", self.uid, "-", text=event + "\r\n")

    def change(self, uid, event):
        self.service.ask("modify", self.uid, "-", "all", text=event + "\r\n")

    def remove(self, uid):
        self.service.ask("remove", self.uid, uid)


class ServerCalendar:
    """A calendar on a server that an account of the desktop has; changed over HTTP, and then the account asks its server, as it would by and by."""

    def __init__(self, service, uid, name, server, address):
        self.service = service
        self.uid = uid
        self.server = server
        service.add_remote(uid, name, server, address)

    def create(self, uid, event):
        text = "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Handrail//Test//EN", event, "END:VCALENDAR", ""])
        self.server.request("PUT", f"{uid}.ics", text)
        self.service.ask("refresh", self.uid)

    change = create

    def remove(self, uid):
        self.server.request("DELETE", f"{uid}.ics")
        self.service.ask("refresh", self.uid)


class Server:
    """Radicale, with one empty calendar."""

    path = "/tester/calendar/"

    def __init__(self, folder):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        folder = pathlib.Path(folder)
        settings = folder / "radicale.conf"
        settings.write_text(
            f"[server]\nhosts=127.0.0.1:{self.port}\n[auth]\ntype=none\n[storage]\nfilesystem_folder={folder}/radicale\n", encoding="utf-8")
        # Debian's interpreter has the module; the one in the path may be another.
        self.log = open(folder / "radicale.log", "wb")
        self.process = subprocess.Popen(["/usr/bin/python3", "/usr/bin/radicale", "--config", str(settings)], stdout=self.log, stderr=self.log)
        desk.wait_for("the calendar server", self.answers)
        self.request("MKCOL", "", MKCOL, "application/xml")

    def answers(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def request(self, method, name, text="", kind="text/calendar"):
        desk.run("curl", "--silent", "--fail", "--user", "tester:none", "--request", method, "--header", f"Content-Type: {kind}",
                 "--data-binary", "@-", f"http://127.0.0.1:{self.port}{self.path}{name}", input=text)

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.log.close()
