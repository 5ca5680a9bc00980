#include "config.h"

#include "ui/block-label.h"

/*
 * The narrowest a label may become, in letters. Without it GTK works out how it would stand with one letter in a line, which takes
 * longer than all the rest of its layout.
 */
#define MIN_LETTERS 8

/* Visible on light and dark grounds alike. */
#define PLACEHOLDER_ALPHA (0.22 * 65535)
#define REMARK_ALPHA (0.6 * 65535)

static void
insert (PangoAttrList *attributes,
        PangoAttribute *attribute,
        gsize start,
        gsize end)
{
  attribute->start_index = start;
  attribute->end_index = end;
  pango_attr_list_insert (attributes, attribute);
}

static void
insert_span (PangoAttrList *attributes,
             const RailSpan *span)
{
  gsize end = span->start + span->length;

  switch (span->style)
    {
    case RAIL_SPAN_STRONG:
      insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD), span->start, end);
      break;

    case RAIL_SPAN_EMPHASIS:
      insert (attributes, pango_attr_style_new (PANGO_STYLE_ITALIC), span->start, end);
      break;

    case RAIL_SPAN_CODE:
      insert (attributes, pango_attr_family_new ("monospace"), span->start, end);
      break;

    case RAIL_SPAN_LINK:
      insert (attributes, pango_attr_underline_new (PANGO_UNDERLINE_SINGLE), span->start, end);
      break;

    default:
      g_assert_not_reached ();
    }
}

static void
insert_placeholders (PangoAttrList *attributes,
                     const char *text,
                     const GdkRGBA *accent)
{
  const char *open = text;

  while ((open = strchr (open, '{')) != NULL)
    {
      gsize length = strcspn (open, "}\n");
      gsize start = open - text;

      if (open[length] != '}')
        return;
      length++;
      insert (attributes, pango_attr_background_new (accent->red * 65535, accent->green * 65535, accent->blue * 65535), start, start + length);
      insert (attributes, pango_attr_background_alpha_new (PLACEHOLDER_ALPHA), start, start + length);
      insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_SEMIBOLD), start, start + length);
      open += length;
    }
}

void
rail_block_label_set_block (GtkLabel *label,
                            const RailBlock *block)
{
  rail_block_label_set_block_and_remark (label, block, NULL);
}

void
rail_block_label_set_block_and_remark (GtkLabel *label,
                                       const RailBlock *block,
                                       const char *remark)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  g_autofree char *text = remark != NULL ? g_strdup_printf ("%s · %s", block->text, remark) : g_strdup (block->text);
  gsize length = strlen (block->text);
  GtkStyleContext *style = gtk_widget_get_style_context (GTK_WIDGET (label));
  GdkRGBA accent;

  for (guint i = 0; i < block->spans->len; i++)
    insert_span (attributes, g_ptr_array_index (block->spans, i));
  /* The accent's background colour is the same in the light and the dark style: no need to follow the theme. */
  if (gtk_style_context_lookup_color (style, "accent_bg_color", &accent))
    insert_placeholders (attributes, block->text, &accent);
  if (remark != NULL)
    {
      insert (attributes, pango_attr_scale_new (PANGO_SCALE_SMALL), length, G_MAXUINT);
      insert (attributes, pango_attr_foreground_alpha_new (REMARK_ALPHA), length, G_MAXUINT);
    }

  gtk_label_set_label (label, text);
  gtk_label_set_attributes (label, attributes);
}

GtkWidget *
rail_block_label_new (const RailBlock *block)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (GTK_LABEL (label), MIN_LETTERS);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  rail_block_label_set_block (GTK_LABEL (label), block);

  return label;
}

char *
rail_block_label_dup_plain (const RailBlock *block)
{
  static const char *const pairs[][2] = { { "“", "”" }, { "\"", "\"" }, { "„", "“" }, { "«", "»" }, { "‘", "’" } };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      gsize open = strlen (pairs[i][0]), close = strlen (pairs[i][1]), length = strlen (block->text);

      if (length > open + close &&
          g_str_has_prefix (block->text, pairs[i][0]) &&
          g_str_has_suffix (block->text, pairs[i][1]) &&
          strstr (block->text + open, pairs[i][1]) == block->text + length - close)
        return g_strndup (block->text + open, length - open - close);
    }

  return g_strdup (block->text);
}
