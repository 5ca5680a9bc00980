#include "config.h"

#define G_LOG_DOMAIN "handrail-search-preview"

#include "ui/search-preview.h"

#include <glib/gi18n.h>

#include "ui/block-label.h"
#include "ui/block-row.h"
#include "ui/contact-row.h"
#include "ui/review-text.h"

/* Longer than the pause between two letters or two lines of somebody who is on the way to a third. */
#define REST_MS 90

/* More than anybody reads beside a list; the card has the rest. */
#define MAX_BLOCKS 40

#define INDENT_PER_LEVEL 18

struct _RailSearchPreview
{
  GtkWidget parent_instance;

  RailPack *pack; /* of what is shown or wanted next; NULL for nothing, as the next */
  char *aid;
  GCancellable *reading; /* NULL while nothing is read */
  guint rest_id;
  gboolean avoiding; /* below “Avoid”: what follows is not to be said */

  GtkWidget *scroller;
  GtkWidget *column;
};

G_DEFINE_FINAL_TYPE (RailSearchPreview, rail_search_preview, GTK_TYPE_WIDGET)

/* ---- blocks ---- */

static void
append (RailSearchPreview *self,
        GtkWidget *child,
        guint level)
{
  gtk_widget_set_margin_start (child, level * INDENT_PER_LEVEL);
  gtk_box_append (GTK_BOX (self->column), child);
}

static GtkWidget *
make_label (const char *text,
            const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, css_class);

  return label;
}

static void
append_marked (RailSearchPreview *self,
               const RailBlock *block,
               GtkWidget *mark)
{
  append (self, rail_block_row_new (block, mark), rail_block_row_get_level (block));
}

static GtkWidget *
make_icon (const char *name)
{
  return g_object_new (GTK_TYPE_IMAGE, "icon-name", name, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
}

static void
append_quote (RailSearchPreview *self,
              const RailBlock *block)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_widget_add_css_class (box, "quote");
  gtk_box_append (GTK_BOX (box), rail_block_label_new (block));
  append (self, box, block->level);
}

static void
append_block (RailSearchPreview *self,
              const RailBlock *block)
{
  switch (block->kind)
    {
    case RAIL_BLOCK_HEADING:
      append (self, rail_block_row_make_heading (block, &self->avoiding), 0);
      break;

    case RAIL_BLOCK_ITEM:
      append_marked (self, block, g_object_new (GTK_TYPE_BOX, "css-classes", (const char *const[]){ "box-to-tick", NULL }, NULL));
      break;

    case RAIL_BLOCK_STEP:
      append_marked (self, block, rail_block_row_make_number (block));
      break;

    case RAIL_BLOCK_BULLET:
      append_marked (self, block, rail_block_row_make_bullet (self->avoiding));
      break;

    case RAIL_BLOCK_QUOTE:
      append_quote (self, block);
      break;

    case RAIL_BLOCK_PARAGRAPH:
      append (self, rail_block_label_new (block), block->level);
      break;

    case RAIL_BLOCK_IMAGE:
      append_marked (self, block, make_icon ("image-x-generic-symbolic"));
      break;

    default:
      g_assert_not_reached ();
    }
}

/* ---- the aid ---- */

static void
clear (RailSearchPreview *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->column)) != NULL)
    gtk_box_remove (GTK_BOX (self->column), child);
  self->avoiding = FALSE;
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller)), 0);
}

static void
append_review (RailSearchPreview *self,
               const RailAid *aid)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  gint64 now = g_get_real_time ();
  g_autofree char *words = rail_review_text_dup (aid, now, zone);
  GtkWidget *label = make_label (words, "caption");

  gtk_widget_add_css_class (label, rail_aid_get_days_overdue (aid, now, zone) > 0 ? "warning" : "dim-label");
  append (self, label, 0);
}

static void
append_contact (RailSearchPreview *self,
                const RailAid *aid)
{
  const RailContact *contact = aid->contact != NULL ? rail_pack_get_contact (self->pack, aid->contact) : NULL;

  if (aid->high_stakes || contact != NULL)
    append (self, rail_contact_row_new (contact, aid->owner, aid->high_stakes), 0);
}

static void
draw (RailSearchPreview *self,
      const RailAid *aid)
{
  clear (self);
  append (self, make_label (aid->title, "title-4"), 0);
  if (aid->high_stakes)
    append_contact (self, aid);
  for (guint i = 0; i < MIN (aid->blocks->len, MAX_BLOCKS); i++)
    append_block (self, g_ptr_array_index (aid->blocks, i));
  if (aid->blocks->len > MAX_BLOCKS)
    append (self, make_label ("…", "dim-label"), 0);
  if (!aid->high_stakes)
    append_contact (self, aid);
  append_review (self, aid);
}

/* ---- reading ---- */

typedef struct
{
  RailPack *pack;
  char *aid;
} Wanted;

static void
free_wanted (gpointer data)
{
  Wanted *wanted = data;

  rail_pack_unref (wanted->pack);
  g_free (wanted->aid);
  g_free (wanted);
}

static void
read_in_thread (GTask *task,
                gpointer source,
                gpointer task_data,
                GCancellable *cancellable)
{
  const Wanted *wanted = task_data;
  GError *error = NULL;
  RailAid *aid = rail_pack_load_aid (wanted->pack, wanted->aid, &error);

  if (aid != NULL)
    g_task_return_pointer (task, aid, (GDestroyNotify) rail_aid_unref);
  else
    g_task_return_error (task, error);
}

static void
read_cb (GObject *source,
         GAsyncResult *result,
         gpointer user_data)
{
  RailSearchPreview *self = RAIL_SEARCH_PREVIEW (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (RailAid) aid = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->reading);
  if (aid != NULL)
    draw (self, aid);
  else
    clear (self);
}

static void
stop_reading (RailSearchPreview *self)
{
  g_clear_handle_id (&self->rest_id, g_source_remove);
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
}

static gboolean
rested_cb (gpointer user_data)
{
  RailSearchPreview *self = user_data;
  g_autoptr (GTask) task = NULL;
  Wanted *wanted = g_new0 (Wanted, 1);

  self->rest_id = 0;
  wanted->pack = rail_pack_ref (self->pack);
  wanted->aid = g_strdup (self->aid);

  self->reading = g_cancellable_new ();
  task = g_task_new (self, self->reading, read_cb, NULL);
  g_task_set_source_tag (task, rested_cb);
  g_task_set_task_data (task, wanted, free_wanted);
  g_task_run_in_thread (task, read_in_thread);

  return G_SOURCE_REMOVE;
}

/* ---- the widget ---- */

static void
rail_search_preview_dispose (GObject *object)
{
  RailSearchPreview *self = RAIL_SEARCH_PREVIEW (object);

  stop_reading (self);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_pointer (&self->pack, rail_pack_unref);
  g_clear_pointer (&self->aid, g_free);

  G_OBJECT_CLASS (rail_search_preview_parent_class)->dispose (object);
}

static void
rail_search_preview_class_init (RailSearchPreviewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rail_search_preview_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "search-preview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
rail_search_preview_init (RailSearchPreview *self)
{
  self->column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);
  gtk_widget_add_css_class (self->column, "search-preview-column");

  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->column);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Preview"), -1);
}

void
rail_search_preview_show (RailSearchPreview *self,
                          RailLibrary *library,
                          const char *pack_id,
                          const char *aid_id)
{
  RailPack *pack = pack_id != NULL ? rail_library_get_pack (library, pack_id) : NULL;

  if (pack == NULL)
    {
      stop_reading (self);
      g_clear_pointer (&self->pack, rail_pack_unref);
      g_clear_pointer (&self->aid, g_free);
      clear (self);
      return;
    }

  /* The same pack as before is the same content: a changed one is loaded anew. */
  if (pack == self->pack && g_strcmp0 (self->aid, aid_id) == 0)
    return;

  stop_reading (self);
  g_clear_pointer (&self->pack, rail_pack_unref);
  g_clear_pointer (&self->aid, g_free);
  self->pack = rail_pack_ref (pack);
  self->aid = g_strdup (aid_id);
  self->rest_id = g_timeout_add (REST_MS, rested_cb, self);
}
