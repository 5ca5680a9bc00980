#include <string.h>

#include "platform/tray-picture.h"

typedef struct
{
  guint8 alpha, red, green, blue;
} Pixel;

/* Calls @check with each picture of a state. */
static void
look_at (RailTrayState state,
         void (*check) (const Pixel *pixels,
                        int size))
{
  g_autoptr (GVariant) pictures = g_variant_ref_sink (rail_tray_picture_build (state));
  gsize count = g_variant_n_children (pictures);

  g_assert_cmpstr (g_variant_get_type_string (pictures), ==, "a(iiay)");
  g_assert_cmpuint (count, ==, 5);
  for (gsize i = 0; i < count; i++)
    {
      g_autoptr (GVariant) bytes = NULL;
      gconstpointer pixels;
      int width, height;
      gsize n_pixels;

      g_variant_get_child (pictures, i, "(ii@ay)", &width, &height, &bytes);
      pixels = g_variant_get_fixed_array (bytes, &n_pixels, 1);
      g_assert_cmpint (width, ==, height);
      g_assert_cmpuint (n_pixels, ==, (gsize) width * height * sizeof (Pixel));
      check (pixels, width);
    }
}

static guint
count (const Pixel *pixels,
       int size,
       gboolean (*is_it) (const Pixel *pixel))
{
  guint found = 0;

  for (int i = 0; i < size * size; i++)
    found += is_it (&pixels[i]);

  return found;
}

static gboolean
is_blue (const Pixel *pixel)
{
  return pixel->alpha == 255 && pixel->blue > 200 && pixel->red < 80;
}

static gboolean
is_yellow (const Pixel *pixel)
{
  return pixel->alpha == 255 && pixel->red > 220 && pixel->green > 200 && pixel->blue < 130;
}

static gboolean
is_red (const Pixel *pixel)
{
  return pixel->alpha == 255 && pixel->red > 200 && pixel->green < 60 && pixel->blue < 60;
}

static gboolean
is_soft (const Pixel *pixel)
{
  return pixel->alpha > 0 && pixel->alpha < 255;
}

static gboolean
is_coloured (const Pixel *pixel)
{
  return pixel->alpha > 0 && (ABS (pixel->red - pixel->blue) > 24 || ABS (pixel->red - pixel->green) > 24);
}

static void
check_idle (const Pixel *pixels,
            int size)
{
  g_assert_cmpuint (pixels[0].alpha, ==, 0);
  g_assert_cmpuint (count (pixels, size, is_blue), >, (guint) (size * size / 4));
  g_assert_cmpuint (count (pixels, size, is_yellow), >, (guint) (size * size / 32));
  g_assert_cmpuint (count (pixels, size, is_red), ==, 0);
  g_assert_cmpuint (count (pixels, size, is_soft), >, 0);
}

static void
check_waiting (const Pixel *pixels,
               int size)
{
  g_assert_true (is_red (&pixels[size * 23 / 100 * size + size * 77 / 100]));
  g_assert_cmpuint (count (pixels, size, is_blue), >, (guint) (size * size / 5));
}

static void
check_paused (const Pixel *pixels,
              int size)
{
  g_assert_cmpuint (count (pixels, size, is_coloured), ==, 0);
}

static void
idle_is_a_rail_on_a_tile (void)
{
  look_at (RAIL_TRAY_IDLE, check_idle);
}

static void
waiting_has_a_badge (void)
{
  look_at (RAIL_TRAY_WAITING, check_waiting);
}

static void
paused_has_no_colour (void)
{
  look_at (RAIL_TRAY_PAUSED, check_paused);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/tray-picture/idle-is-a-rail-on-a-tile", idle_is_a_rail_on_a_tile);
  g_test_add_func ("/tray-picture/waiting-has-a-badge", waiting_has_a_badge);
  g_test_add_func ("/tray-picture/paused-has-no-colour", paused_has_no_colour);

  return g_test_run ();
}
