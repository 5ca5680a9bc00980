#include "config.h"

#include "testlib/web-server.h"

#include <poll.h>
#include <signal.h>
#include <sys/pidfd.h>
#include <unistd.h>

#include "testlib/scratch-folder.h"

#define AGAIN_MILLISECONDS 200

static guint16
find_port (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autoptr (GError) error = NULL;
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, &error);

  g_assert_no_error (error);
  g_socket_listener_close (listener);
  return port;
}

static void
run (const char *folder,
     const char *command)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_set_cwd (launcher, folder);
  process = g_subprocess_launcher_spawn (launcher, &error, "sh", "-e", "-c", command, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
  g_assert_no_error (error);
}

/* Elliptic keys, for they are made in no time. */
static const char certificates[] =
    "key='ec -pkeyopt ec_paramgen_curve:prime256v1'\n"
    "mkdir issued; : > issued/index; echo 01 > issued/serial\n"
    "printf '[ca]\\ndefault_ca=d\\n[d]\\ndatabase=issued/index\\nserial=issued/serial\\nnew_certs_dir=issued\\ndefault_md=sha256\\n"
    "policy=p\\nunique_subject=no\\ncopy_extensions=copy\\n[p]\\ncommonName=supplied\\n' > ca.conf\n"
    "openssl req -x509 -newkey $key -nodes -days 2 -subj '/CN=Test authority' -keyout ca.key -out ca.pem\n"
    "issue () {\n"
    "  openssl req -newkey $key -nodes -subj \"/CN=$2\" -addext \"subjectAltName=DNS:$2\" -keyout $1.key -out $1.csr\n"
    "  openssl ca -batch -config ca.conf -cert ca.pem -keyfile ca.key -in $1.csr -out $1.pem -notext -startdate $3 -enddate $4\n"
    "}\n"
    "issue good localhost 20200101000000Z 20490101000000Z\n"
    "issue old localhost 20200101000000Z 20210101000000Z\n"
    "issue else elsewhere.test 20200101000000Z 20490101000000Z\n";

static void
write_configuration (WebServer *self,
                     const char *locations,
                     gboolean encrypted)
{
  GString *text = g_string_new (NULL);
  const struct
  {
    guint16 port;
    const char *certificate;
  } servers[] = { { self->port, NULL }, { self->tls_port, "good" }, { self->old_port, "old" }, { self->else_port, "else" } };

  /* Where root runs the tests, the workers would be nobody and see none of its files. */
  if (geteuid () == 0)
    g_string_append (text, "user root root;\n");
  g_string_append (text,
                   "worker_processes 1; pid nginx.pid; error_log error.log warn;\n"
                   "events { worker_connections 64; }\n"
                   "http {\n"
                   "  client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3; uwsgi_temp_path t4; scgi_temp_path t5;\n"
                   "  types { text/calendar ics; text/html html; } default_type application/octet-stream;\n"
                   "  log_format seen '$request_method $request_uri $status $request_length $bytes_sent "
                   "[$http_if_none_match] [$http_authorization]';\n"
                   "  access_log access.log seen; gzip_types text/calendar; lingering_close off; server_tokens off;\n");
  for (gsize i = 0; i < (encrypted ? G_N_ELEMENTS (servers) : 1); i++)
    {
      g_string_append_printf (text, "  server { root root; listen 127.0.0.1:%u%s;", servers[i].port, servers[i].certificate != NULL ? " ssl" : "");
      if (servers[i].certificate != NULL)
        g_string_append_printf (text, " ssl_certificate %s.pem; ssl_certificate_key %s.key;", servers[i].certificate, servers[i].certificate);
      g_string_append_printf (text, "\n%s\n  }\n", locations != NULL ? locations : "");
    }
  g_string_append (text, "}\n");

  scratch_folder_write (self->folder, "nginx.conf", text->str);
  g_string_free (text, TRUE);
}

WebServer *
web_server_start (const char *locations,
                  gboolean encrypted)
{
  WebServer *self = g_new0 (WebServer, 1);
  g_autofree char *pid_path = NULL;
  g_autofree char *pid = NULL;

  self->folder = scratch_folder_new ();
  self->authority = g_build_filename (self->folder, "ca.pem", NULL);
  self->port = find_port ();
  self->tls_port = find_port ();
  self->old_port = find_port ();
  self->else_port = find_port ();
  scratch_folder_write (self->folder, "root/empty", "");
  if (encrypted)
    run (self->folder, certificates);
  write_configuration (self, locations, encrypted);

  /* Goes to the background when its sockets listen. */
  run (self->folder, "PATH=$PATH:/usr/sbin nginx -e error.log -p . -c nginx.conf");
  pid_path = g_build_filename (self->folder, "nginx.pid", NULL);
  g_assert_true (g_file_get_contents (pid_path, &pid, NULL, NULL));
  self->process = pidfd_open ((pid_t) g_ascii_strtoll (pid, NULL, 10), 0);
  g_assert_cmpint (self->process, >=, 0);
  return self;
}

void
web_server_write (WebServer *self,
                  const char *name,
                  const char *data,
                  gssize length)
{
  g_autofree char *path = g_build_filename ("root", name, NULL);

  g_free (scratch_folder_write_bytes (self->folder, path, data, length));
}

char *
web_server_dup_address (WebServer *self,
                        const char *rest)
{
  return g_strdup_printf ("http://localhost:%u%s", self->port, rest);
}

char *
web_server_dup_tls_address (guint16 port,
                            const char *rest)
{
  return g_strdup_printf ("https://localhost:%u%s", port, rest);
}

/* No child of ours, for it went to the background. nginx forgets a signal that comes before it waits for one, so it is told again. */
static void
end (WebServer *self)
{
  struct pollfd ended = { .fd = self->process, .events = POLLIN };

  if (self->process < 0)
    return;

  do
    g_assert_cmpint (pidfd_send_signal (self->process, SIGTERM, NULL, 0), ==, 0);
  while (poll (&ended, 1, AGAIN_MILLISECONDS) == 0);
  close (self->process);
  self->process = -1;
}

char **
web_server_stop (WebServer *self)
{
  g_autofree char *path = g_build_filename (self->folder, "access.log", NULL);
  g_autofree char *text = NULL;

  end (self);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_strchomp (text);
  return g_strsplit (text, "\n", -1);
}

void
web_server_free (WebServer *self)
{
  end (self);
  g_free (self->authority);
  scratch_folder_free (self->folder);
  g_free (self);
}
