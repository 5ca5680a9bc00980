/* logind as far as Handrail hears it, driven by words on standard input: sleep, wake, lock, unlock. Says "ready" when it owns its name. */

#include "config.h"

#include <stdio.h>
#include <string.h>

#include "fakes/fake-holder.h"

#define NAME "org.freedesktop.login1"
#define MANAGER_PATH "/org/freedesktop/login1"
#define SESSION_PATH "/org/freedesktop/login1/session/_31"

static void
set_locked (FakeHolder *logind,
            gboolean locked)
{
  fake_holder_set_answer (logind, "GetAll", g_variant_new_parsed ("({'LockedHint': <%b>, 'IdleHint': <false>},)", locked));
  fake_holder_emit (logind,
                    SESSION_PATH,
                    "org.freedesktop.DBus.Properties",
                    "PropertiesChanged",
                    g_variant_new_parsed ("('org.freedesktop.login1.Session', {'LockedHint': <%b>}, @as [])", locked));
}

int
main (void)
{
  g_autoptr (FakeHolder) logind = fake_holder_new (g_getenv ("DBUS_SYSTEM_BUS_ADDRESS"), NAME);
  char line[16];

  fake_holder_set_answer (logind, "GetSession", g_variant_new ("(o)", SESSION_PATH));
  set_locked (logind, FALSE);
  puts ("ready");
  fflush (stdout);

  while (fgets (line, sizeof line, stdin) != NULL)
    {
      g_strchomp (line);
      if (g_str_equal (line, "sleep") || g_str_equal (line, "wake"))
        fake_holder_emit (logind, MANAGER_PATH, NAME ".Manager", "PrepareForSleep", g_variant_new ("(b)", g_str_equal (line, "sleep")));
      else
        set_locked (logind, g_str_equal (line, "lock"));
    }

  return 0;
}
