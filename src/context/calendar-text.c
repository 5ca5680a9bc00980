#include "config.h"

#include "context/calendar-text.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "context/calendar-parts.h"
#include "context/recurrence.h"

/* What is looked at behind a CR to know whether it ends a line: no property has a longer name. */
#define LOOK_AHEAD 64

/* Where the first line has ended. */
#define HEAD_BYTES 1024

struct _RailCalendarText
{
  const char *data;      /* NULL: in a file */
  char *mended;          /* what @data points to where its line ends had to be changed */
  gboolean is_macintosh; /* its first line ends with CR alone, and so do all the others */
  gsize length;
  char *path;
  int fd;
  struct stat opened; /* as the file was then */
  char *piece;
  int failure; /* errno of the first read that failed, or 0 */
  gboolean cut_short;
};

/*
 * Whether a new line begins at @text, behind a CR: it is blank, a continuation, or begins with a name. Programs that escape line feeds and
 * forget returns leave some in the middle of a description, and that one goes on.
 */
static gboolean
begins_line (const char *text,
             const char *end)
{
  const char *cursor = text;

  if (text == end || *text == '\r' || *text == ' ' || *text == '\t')
    return TRUE;
  while (cursor < end && cursor < text + LOOK_AHEAD - 1 && (g_ascii_isalnum (*cursor) || *cursor == '-'))
    cursor++;
  return cursor > text && cursor < end && (*cursor == ':' || *cursor == ';');
}

static gboolean
starts_as_macintosh (const char *text,
                     gsize length)
{
  const char *first = memchr (text, '\r', MIN (length, HEAD_BYTES));

  return first != NULL && memchr (text, '\n', (gsize) (first - text)) == NULL && first + 1 < text + length && first[1] != '\r' && first[1] != '\n';
}

/* The first CR in @text that ends a line without an LF; several before one LF end it together. @end is how far can be seen. */
static const char *
find_lone_return (const RailCalendarText *self,
                  const char *text,
                  gsize length,
                  const char *end)
{
  const char *cursor = text;

  while ((cursor = memchr (cursor, '\r', (gsize) (text + length - cursor))) != NULL)
    {
      const char *next = cursor + 1;

      if (next < end && *next == '\n')
        {
          cursor = next;
          continue;
        }
      while (next < end && next < cursor + LOOK_AHEAD && *next == '\r')
        next++;
      if ((next == end || *next != '\n') && (self->is_macintosh || begins_line (cursor + 1, end)))
        return cursor;
      cursor = MIN (next, text + length);
    }
  return NULL;
}

static void
mend_line_ends (const RailCalendarText *self,
                char *text,
                gsize length,
                const char *end)
{
  const char *found;
  gsize done = 0;

  while ((found = find_lone_return (self, text + done, length - done, end)) != NULL)
    {
      done = (gsize) (found - text) + 1;
      text[done - 1] = '\n';
    }
}

RailCalendarText *
rail_calendar_text_new (const char *data,
                        gsize length)
{
  RailCalendarText *self = g_new0 (RailCalendarText, 1);

  self->data = data != NULL ? data : "";
  self->length = length;
  self->fd = -1;
  self->is_macintosh = starts_as_macintosh (self->data, length);
  if (find_lone_return (self, self->data, length, self->data + length) != NULL)
    {
      self->mended = g_memdup2 (self->data, length);
      mend_line_ends (self, self->mended, length, self->mended + length);
      self->data = self->mended;
    }
  return self;
}

static gboolean
refuse (const char *path,
        int code,
        GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);

  g_set_error (error,
               RAIL_ERROR,
               code == ENOENT || code == ENOTDIR ? RAIL_ERROR_NOT_FOUND : RAIL_ERROR_FAILED,
               "The calendar “%s” cannot be read: %s",
               shown,
               g_strerror (code));
  return FALSE;
}

/* Only an ordinary file: reading a pipe would wait for somebody to write into it. */
static gboolean
check_kind (const RailCalendarText *self,
            GError **error)
{
  g_autofree char *shown = g_filename_display_name (self->path);

  if (!S_ISREG (self->opened.st_mode))
    {
      g_set_error (error, RAIL_ERROR, RAIL_ERROR_INVALID, "“%s” is not a file", shown);
      return FALSE;
    }
  if (self->opened.st_size > RAIL_CALENDAR_MAX_BYTES)
    {
      rail_calendar_parts_refuse_size (self->path, error);
      return FALSE;
    }
  return TRUE;
}

/* How many bytes there were. */
static gsize
read_bytes (RailCalendarText *self,
            gsize offset,
            char *buffer,
            gsize length)
{
  gsize done = 0;

  while (done < length)
    {
      gssize count = pread (self->fd, buffer + done, length - done, (off_t) (offset + done));

      if (count < 0 && errno == EINTR)
        continue;
      if (count <= 0)
        {
          self->cut_short = TRUE;
          if (count < 0 && self->failure == 0)
            self->failure = errno;
          break;
        }
      done += (gsize) count;
    }
  return done;
}

/* The same with its line ends mended. @buffer has room for LOOK_AHEAD more. */
static gsize
read_text (RailCalendarText *self,
           gsize offset,
           char *buffer,
           gsize length)
{
  gsize done = read_bytes (self, offset, buffer, MIN (length + LOOK_AHEAD, offset < self->length ? self->length - offset : 0));

  mend_line_ends (self, buffer, MIN (done, length), buffer + done);
  return MIN (done, length);
}

RailCalendarText *
rail_calendar_text_open (const char *path,
                         GError **error)
{
  g_autoptr (RailCalendarText) self = g_new0 (RailCalendarText, 1);

  self->path = g_strdup (path);
  /* Opening a pipe would wait too. */
  self->fd = g_open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC, 0);
  if (self->fd < 0 || fstat (self->fd, &self->opened) != 0)
    {
      refuse (path, errno, error);
      return NULL;
    }
  if (!check_kind (self, error))
    return NULL;

  self->length = (gsize) self->opened.st_size;
  self->piece = g_malloc (RAIL_CALENDAR_TEXT_PIECE + LOOK_AHEAD);
  self->is_macintosh = starts_as_macintosh (self->piece, read_bytes (self, 0, self->piece, MIN (self->length, HEAD_BYTES)));
  return g_steal_pointer (&self);
}

void
rail_calendar_text_free (RailCalendarText *self)
{
  if (self->fd >= 0)
    g_close (self->fd, NULL);
  g_free (self->piece);
  g_free (self->mended);
  g_free (self->path);
  g_free (self);
}

gsize
rail_calendar_text_get_length (const RailCalendarText *self)
{
  return self->length;
}

const char *
rail_calendar_text_peek (RailCalendarText *self,
                         gsize offset,
                         gsize *length)
{
  *length = offset < self->length ? self->length - offset : 0;
  if (self->data == NULL)
    *length = read_text (self, offset, self->piece, MIN (*length, RAIL_CALENDAR_TEXT_PIECE));
  if (*length == 0)
    return NULL;

  return self->data != NULL ? self->data + offset : self->piece;
}

GBytes *
rail_calendar_text_dup_bytes (RailCalendarText *self,
                              gsize offset,
                              gsize length)
{
  g_autofree char *copy = NULL;

  length = MIN (length, offset < self->length ? self->length - offset : 0);
  if (self->data != NULL)
    return g_bytes_new_static (self->data + offset, length);

  copy = g_malloc (length + LOOK_AHEAD);
  length = read_text (self, offset, copy, length);
  return g_bytes_new_take (g_steal_pointer (&copy), length);
}

gboolean
rail_calendar_text_check (RailCalendarText *self,
                          gboolean *changed,
                          GError **error)
{
  g_autofree char *shown = NULL;
  struct stat now;

  *changed = FALSE;
  if (self->data != NULL)
    return TRUE;
  if (self->failure != 0)
    return refuse (self->path, self->failure, error);

  *changed = self->cut_short || fstat (self->fd, &now) != 0 || now.st_size != self->opened.st_size ||
             now.st_mtim.tv_sec != self->opened.st_mtim.tv_sec || now.st_mtim.tv_nsec != self->opened.st_mtim.tv_nsec;
  if (!*changed)
    return TRUE;

  shown = g_filename_display_name (self->path);
  g_set_error (error, RAIL_ERROR, RAIL_ERROR_FAILED, "The calendar “%s” was changed while it was read; read it again", shown);
  return FALSE;
}
