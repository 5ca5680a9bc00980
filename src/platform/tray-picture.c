#include "config.h"

#include "platform/tray-picture.h"

#include <math.h>

/* The drawing stands on a square of this many units; the shapes follow data/icons, broader, to hold at 16 pixels. */
#define UNITS 16.0

typedef struct
{
  double red, green, blue, alpha; /* 0..1, not premultiplied */
} Colour;

/* A line with round ends from (x0, y0) to (x1, y1). */
typedef struct
{
  double x0, y0, x1, y1, radius;
} Stroke;

static const int sizes[] = { 16, 22, 24, 32, 48 };

static const Colour tile_colour = { 0.21, 0.52, 0.89, 1 };
static const Colour paused_colour = { 0.47, 0.46, 0.48, 1 };
static const Colour post_colour = { 1, 1, 1, 1 };
static const Colour rail_colour = { 0.97, 0.89, 0.36, 1 };
static const Colour paused_rail_colour = { 0.87, 0.87, 0.86, 1 };
static const Colour badge_colour = { 0.88, 0.11, 0.14, 1 };

static const Stroke posts[] = {
  { 4, 9.4, 4, 12.6, 0.5 },
  { 8, 7.2, 8, 12.6, 0.5 },
  { 12, 4.8, 12, 12.6, 0.5 },
};

static const Stroke rails[] = {
  { 2.8, 9.2, 3.8, 9.2, 0.9 },
  { 3.8, 9.2, 11.6, 4.4, 0.9 },
  { 11.6, 4.4, 13.2, 4.4, 0.9 },
};

static const Stroke badge = { 12.3, 3.7, 12.3, 3.7, 3.2 };
static const Stroke badge_gap = { 12.3, 3.7, 12.3, 3.7, 4.2 };

/* Signed distances in units, negative inside. */

static double
measure_stroke (const Stroke *stroke,
                double x,
                double y)
{
  double dx = stroke->x1 - stroke->x0;
  double dy = stroke->y1 - stroke->y0;
  double length = dx * dx + dy * dy;
  double along = length > 0 ? ((x - stroke->x0) * dx + (y - stroke->y0) * dy) / length : 0;

  along = CLAMP (along, 0, 1);

  return hypot (x - stroke->x0 - along * dx, y - stroke->y0 - along * dy) - stroke->radius;
}

static double
measure_strokes (const Stroke *strokes,
                 gsize n_strokes,
                 double x,
                 double y)
{
  double nearest = UNITS;

  for (gsize i = 0; i < n_strokes; i++)
    nearest = MIN (nearest, measure_stroke (&strokes[i], x, y));

  return nearest;
}

/* The whole square with round corners. */
static double
measure_tile (double x,
              double y)
{
  const double corner = 3.5;
  double dx = fabs (x - UNITS / 2) - (UNITS / 2 - 0.5 - corner);
  double dy = fabs (y - UNITS / 2) - (UNITS / 2 - 0.5 - corner);

  return hypot (MAX (dx, 0), MAX (dy, 0)) + MIN (MAX (dx, dy), 0) - corner;
}

/* How much of a pixel lies inside, by the distance of its centre: exact for straight edges along the grid, close enough for the rest. */
static double
cover (double distance,
       double scale)
{
  return CLAMP (0.5 - distance * scale, 0, 1);
}

/* Lays @colour over @under. Everything is drawn on the tile, so only the tile itself has an edge to see through. */
static void
blend (Colour *under,
       const Colour *colour,
       double coverage)
{
  under->red += (colour->red - under->red) * coverage;
  under->green += (colour->green - under->green) * coverage;
  under->blue += (colour->blue - under->blue) * coverage;
}

static Colour
draw (RailTrayState state,
      double x,
      double y,
      double scale)
{
  gboolean paused = state == RAIL_TRAY_PAUSED;
  Colour colour = paused ? paused_colour : tile_colour;
  double badge_coverage = 0;

  colour.alpha = cover (measure_tile (x, y), scale);
  blend (&colour, &post_colour, cover (measure_strokes (posts, G_N_ELEMENTS (posts), x, y), scale));
  blend (&colour,
         paused ? &paused_rail_colour : &rail_colour,
         cover (measure_strokes (rails, G_N_ELEMENTS (rails), x, y), scale));

  if (state == RAIL_TRAY_WAITING)
    {
      /* The badge reaches over the tile's corner; the gap around it lets the panel through. */
      badge_coverage = cover (measure_stroke (&badge, x, y), scale);
      colour.alpha = MAX (colour.alpha * (1 - cover (measure_stroke (&badge_gap, x, y), scale)), badge_coverage);
      blend (&colour, &badge_colour, badge_coverage > 0 ? 1 : 0);
    }

  return colour;
}

static GVariant *
build_pixels (RailTrayState state,
              int size)
{
  gsize length = (gsize) size * size * 4;
  guint8 *pixels = g_malloc (length);
  double scale = size / UNITS;

  for (int row = 0; row < size; row++)
    {
      for (int column = 0; column < size; column++)
        {
          Colour colour = draw (state, (column + 0.5) / scale, (row + 0.5) / scale, scale);
          guint8 *pixel = pixels + ((gsize) row * size + column) * 4;

          pixel[0] = (guint8) lround (colour.alpha * 255);
          pixel[1] = (guint8) lround (colour.red * 255);
          pixel[2] = (guint8) lround (colour.green * 255);
          pixel[3] = (guint8) lround (colour.blue * 255);
        }
    }

  return g_variant_new_from_data (G_VARIANT_TYPE_BYTESTRING, pixels, length, TRUE, g_free, pixels);
}

GVariant *
rail_tray_picture_build (RailTrayState state)
{
  g_auto (GVariantBuilder) pictures = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(iiay)"));

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    g_variant_builder_add (&pictures, "(ii@ay)", sizes[i], sizes[i], build_pixels (state, sizes[i]));

  return g_variant_builder_end (&pictures);
}
