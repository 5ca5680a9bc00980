#include "config.h"

#include "ui/aid-view.h"

#include <glib/gi18n.h>

#include "library/coach-script.h"
#include "ui/block-label.h"
#include "ui/block-row.h"
#include "ui/checklist-row.h"
#include "ui/contact-row.h"
#include "ui/quote-box.h"
#include "ui/uri-opener.h"

#define INDENT_PER_LEVEL 30

struct _RailAidView
{
  GtkWidget parent_instance;

  RailPack *pack;
  RailAid *aid;
  RailChecklist *checklist;

  GtkWidget *first_quote;
  GHashTable *nodes; /* node id of a decision -> its heading */
  GArray *places;    /* Place, by line */
  GtkWidget *cited;  /* what a source led to; NULL for nothing */
  guint scroll_id;
  gboolean avoiding; /* below “Avoid”: what follows is not to be said */
};

G_DEFINE_FINAL_TYPE (RailAidView, rail_aid_view, GTK_TYPE_WIDGET)

/* Where a block of the aid's file stands. */
typedef struct
{
  guint line;
  GtkWidget *widget;
} Place;

static void
append (RailAidView *self,
        GtkWidget *child,
        guint levels)
{
  gtk_widget_set_margin_start (child, levels * INDENT_PER_LEVEL);
  gtk_widget_insert_before (child, GTK_WIDGET (self), NULL);
}

/* ---- links ---- */

static void
node_clicked_cb (GtkButton *button,
                 gpointer user_data)
{
  RailAidView *self = RAIL_AID_VIEW (gtk_widget_get_ancestor (GTK_WIDGET (button), RAIL_TYPE_AID_VIEW));
  GtkWidget *heading = g_hash_table_lookup (self->nodes, user_data);

  /* The scrolled window brings what gets the focus into view. */
  if (heading != NULL)
    gtk_widget_grab_focus (heading);
}

static void
uri_clicked_cb (GtkButton *button,
                gpointer user_data)
{
  rail_uri_opener_open (GTK_WIDGET (button), user_data);
}

static void
related_clicked_cb (GtkButton *button,
                    gpointer user_data)
{
  RailAidView *self = RAIL_AID_VIEW (gtk_widget_get_ancestor (GTK_WIDGET (button), RAIL_TYPE_AID_VIEW));

  gtk_widget_activate_action (GTK_WIDGET (button), "app.open-aid", "(ss)", self->pack->id, user_data);
}

static void
file_clicked_cb (GtkButton *button,
                 gpointer user_data)
{
  rail_uri_opener_open_file (GTK_WIDGET (button), user_data);
}

static void
free_target (gpointer data,
             GClosure *closure)
{
  g_free (data);
}

static GtkWidget *
make_link_button (const char *words,
                  const char *icon,
                  GCallback callback,
                  const char *target)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (words);
  GtkWidget *image = g_object_new (GTK_TYPE_IMAGE, "icon-name", icon, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), image);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "pill-button");
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  g_signal_connect_data (button, "clicked", callback, g_strdup (target), free_target, 0);

  return button;
}

static GtkWidget *
make_span_button (const RailBlock *block,
                  const RailSpan *span)
{
  g_autofree char *words = g_strndup (block->text + span->start, span->length);

  if (span->target[0] == '#')
    return make_link_button (words, "go-next-symbolic", G_CALLBACK (node_clicked_cb), span->target + 1);
  if (rail_uri_opener_accepts (span->target))
    return make_link_button (words, "adw-external-link-symbolic", G_CALLBACK (uri_clicked_cb), span->target);

  return make_link_button (words, "go-next-symbolic", G_CALLBACK (related_clicked_cb), span->target);
}

static gboolean
is_nothing_but_a_link (const RailBlock *block)
{
  for (guint i = 0; i < block->spans->len; i++)
    {
      const RailSpan *span = g_ptr_array_index (block->spans, i);

      if (span->style == RAIL_SPAN_LINK && span->start == 0 && span->length == strlen (block->text))
        return TRUE;
    }

  return FALSE;
}

static void
append_links (RailAidView *self,
              const RailBlock *block)
{
  for (guint i = 0; i < block->spans->len; i++)
    {
      const RailSpan *span = g_ptr_array_index (block->spans, i);

      if (span->style == RAIL_SPAN_LINK)
        append (self, make_span_button (block, span), is_nothing_but_a_link (block) ? rail_block_row_get_level (block) : block->level);
    }
}

/* ---- blocks ---- */

static void
append_heading (RailAidView *self,
                const RailBlock *block)
{
  GtkWidget *label = rail_block_row_make_heading (block, &self->avoiding);

  if (block->node != NULL)
    {
      gtk_widget_set_focusable (label, TRUE);
      g_hash_table_insert (self->nodes, g_strdup (block->node), label);
    }
  append (self, label, 0);
}

static void
append_marked (RailAidView *self,
               const RailBlock *block,
               GtkWidget *mark)
{
  append (self, rail_block_row_new (block, mark), rail_block_row_get_level (block));
}

static void
append_bullet (RailAidView *self,
               const RailBlock *block)
{
  if (!is_nothing_but_a_link (block))
    append_marked (self, block, rail_block_row_make_bullet (self->avoiding));
}

static void
append_quote (RailAidView *self,
              const RailBlock *block)
{
  GtkWidget *quote = rail_quote_box_new (block);

  if (self->first_quote == NULL)
    self->first_quote = quote;
  append (self, quote, block->level);
}

static void
append_image (RailAidView *self,
              const RailBlock *block)
{
  g_autofree char *path = rail_uri_opener_dup_pack_file (self->pack->folder, block->target);
  g_autoptr (GdkTexture) texture = path != NULL ? gdk_texture_new_from_filename (path, NULL) : NULL;
  GtkWidget *child;

  if (texture != NULL)
    {
      child = gtk_picture_new_for_paintable (GDK_PAINTABLE (texture));
      gtk_picture_set_alternative_text (GTK_PICTURE (child), block->text);
      gtk_widget_set_tooltip_text (child, *block->text != '\0' ? block->text : NULL);
      gtk_widget_add_css_class (child, "picture");
    }
  else if (path != NULL)
    {
      child = make_link_button (*block->text != '\0' ? block->text : _ ("Play the video"), "media-playback-start-symbolic", G_CALLBACK (file_clicked_cb), path);
    }
  else
    {
      child = rail_block_label_new (block);
      gtk_widget_add_css_class (child, "dim-label");
    }
  append (self, child, block->level);
}

static void
append_block (RailAidView *self,
              const RailBlock *block)
{
  GtkWidget *before = gtk_widget_get_last_child (GTK_WIDGET (self));
  GtkWidget *first;

  switch (block->kind)
    {
    case RAIL_BLOCK_HEADING:
      append_heading (self, block);
      break;

    case RAIL_BLOCK_ITEM:
      append (self, rail_checklist_row_new (self->checklist, block), rail_block_row_get_level (block));
      break;

    case RAIL_BLOCK_STEP:
      append_marked (self, block, rail_block_row_make_number (block));
      break;

    case RAIL_BLOCK_BULLET:
      append_bullet (self, block);
      break;

    case RAIL_BLOCK_QUOTE:
      append_quote (self, block);
      break;

    case RAIL_BLOCK_PARAGRAPH:
      append (self, rail_block_label_new (block), block->level);
      break;

    case RAIL_BLOCK_IMAGE:
      append_image (self, block);
      break;

    default:
      g_assert_not_reached ();
    }

  append_links (self, block);
  first = before != NULL ? gtk_widget_get_next_sibling (before) : gtk_widget_get_first_child (GTK_WIDGET (self));
  if (first != NULL)
    g_array_append_vals (self->places, &(Place){ block->line, first }, 1);
}

static void
append_contact (RailAidView *self)
{
  const RailContact *contact = self->aid->contact != NULL ? rail_pack_get_contact (self->pack, self->aid->contact) : NULL;

  if (self->aid->high_stakes || contact != NULL)
    append (self, rail_contact_row_new (contact, self->aid->owner, self->aid->high_stakes), 0);
}

static void
append_deeper (RailAidView *self)
{
  if (self->aid->deeper_url != NULL && rail_uri_opener_accepts (self->aid->deeper_url))
    append (self, make_link_button (self->aid->deeper_title != NULL ? self->aid->deeper_title : self->aid->deeper_url, "adw-external-link-symbolic", G_CALLBACK (uri_clicked_cb), self->aid->deeper_url), 0);
}

/* ---- coach aids ---- */

static GtkWidget *
make_words (const char *words)
{
  GtkWidget *label = gtk_label_new (words);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (GTK_LABEL (label), 8);
  gtk_label_set_xalign (GTK_LABEL (label), 0);

  return label;
}

/* How its conversation begins: the rest depends on what is answered. */
static void
append_beginning (RailAidView *self)
{
  g_autoptr (RailCoachScript) script = rail_coach_script_new (self->aid);
  const RailCoachQuestion *question = script->questions->len > 0 ? g_ptr_array_index (script->questions, 0) : NULL;

  if (script->opener != NULL && *script->opener != '\0')
    append (self, make_words (script->opener), 0);
  if (question != NULL)
    {
      GtkWidget *label = make_words (question->text);

      gtk_widget_add_css_class (label, "heading");
      append (self, label, 0);
    }
}

/* ---- the widget ---- */

/* @whole: of a coach aid too, whose card otherwise shows how it begins. */
static void
fill (RailAidView *self,
      gboolean whole)
{
  if (self->aid->high_stakes)
    append_contact (self);
  if (self->aid->kind == RAIL_AID_COACH && !whole)
    append_beginning (self);
  else
    {
      for (guint i = 0; i < self->aid->blocks->len; i++)
        append_block (self, g_ptr_array_index (self->aid->blocks, i));
    }
  if (!self->aid->high_stakes)
    append_contact (self);
  append_deeper (self);
}

static void
empty (RailAidView *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  if (self->scroll_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->scroll_id);
  self->scroll_id = 0;
  self->cited = NULL;
  self->first_quote = NULL;
  self->avoiding = FALSE;
  if (self->nodes != NULL)
    g_hash_table_remove_all (self->nodes);
  if (self->places != NULL)
    g_array_set_size (self->places, 0);
}

static void
rail_aid_view_dispose (GObject *object)
{
  RailAidView *self = RAIL_AID_VIEW (object);

  rail_aid_view_clear (self);
  g_clear_pointer (&self->nodes, g_hash_table_unref);
  g_clear_pointer (&self->places, g_array_unref);

  G_OBJECT_CLASS (rail_aid_view_parent_class)->dispose (object);
}

static void
rail_aid_view_class_init (RailAidViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rail_aid_view_dispose;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "aid-view");
}

static void
rail_aid_view_init (RailAidView *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 10);
  self->nodes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->places = g_array_new (FALSE, FALSE, sizeof (Place));
}

void
rail_aid_view_clear (RailAidView *self)
{
  empty (self);
  g_clear_pointer (&self->pack, rail_pack_unref);
  g_clear_pointer (&self->aid, rail_aid_unref);
  g_clear_object (&self->checklist);
}

void
rail_aid_view_set_aid (RailAidView *self,
                       RailPack *pack,
                       RailAid *aid,
                       RailChecklist *checklist)
{
  rail_aid_view_clear (self);

  self->pack = rail_pack_ref (pack);
  self->aid = rail_aid_ref (aid);
  self->checklist = g_object_ref (checklist);
  fill (self, FALSE);
}

gboolean
rail_aid_view_copy_phrase (RailAidView *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *quote = focus != NULL ? gtk_widget_get_ancestor (focus, RAIL_TYPE_QUOTE_BOX) : NULL;

  if (quote == NULL || !gtk_widget_is_ancestor (quote, GTK_WIDGET (self)))
    quote = self->first_quote;
  if (quote == NULL)
    return FALSE;

  rail_quote_box_copy (RAIL_QUOTE_BOX (quote));

  return TRUE;
}

/* A card that has just been mapped has no places yet. The scrolled window brings what gets the focus into view. */
static gboolean
scroll_cb (GtkWidget *widget,
           GdkFrameClock *clock,
           gpointer user_data)
{
  RailAidView *self = RAIL_AID_VIEW (widget);

  if (gtk_widget_get_height (self->cited) == 0)
    return G_SOURCE_CONTINUE;

  self->scroll_id = 0;
  gtk_widget_set_focusable (self->cited, TRUE);
  gtk_widget_grab_focus (self->cited);

  return G_SOURCE_REMOVE;
}

void
rail_aid_view_show_line (RailAidView *self,
                         guint line)
{
  GtkWidget *cited = NULL;

  if (self->aid != NULL && self->aid->kind == RAIL_AID_COACH && self->places->len == 0)
    {
      empty (self);
      fill (self, TRUE);
    }
  for (guint i = 0; i < self->places->len; i++)
    {
      const Place *place = &g_array_index (self->places, Place, i);

      if (place->line <= line)
        cited = place->widget;
    }
  if (self->cited != NULL)
    gtk_widget_remove_css_class (self->cited, "cited");
  self->cited = cited;
  if (cited == NULL)
    return;

  gtk_widget_add_css_class (cited, "cited");
  if (self->scroll_id == 0)
    self->scroll_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), scroll_cb, NULL, NULL);
}
