/*
 * What tests of the windows share: an application that carries the styles, a pack of aids dated today, a real journal in a scratch folder,
 * keys and clicks that come from the X server, and pictures of what was drawn.
 */

#pragma once

#include <adwaita.h>

#include "journal/journal.h"
#include "library/library.h"
#include "testlib/scratch-folder.h"
#include "ui/nudge-info.h"

#define PACK "org.example.managers"

typedef struct
{
  GtkApplication *application;
  ScratchFolder *folder; /* laid out as an XDG data home */
  char *journal_path;
  RailLibrary *library;
  RailJournal *journal;
} UiFixture;

/* Instead of gtk_init() and g_test_init(): the one application of the test program stays until its end. */
void ui_fixture_init (int *argc,
                      char ***argv);

UiFixture *ui_fixture_new (void);
void ui_fixture_free (UiFixture *self);

/* A nudge for one aid of the pack; @extra goes before what its dictionary says, such as "'neutral': <true>". */
RailNudgeInfo *ui_fixture_make_nudge (const char *id,
                                      const char *aid,
                                      const char *extra);

/* The same as text, for the fake agent. */
char *ui_fixture_make_nudge_text (const char *id,
                                  const char *aid,
                                  const char *state,
                                  const char *extra);

typedef gboolean (*UiCondition) (gpointer data);

/* Runs the main loop until the condition holds; fails the test after 20 s. */
void ui_fixture_wait (const char *what,
                      UiCondition condition,
                      gpointer data);

/* Conditions: of a window, and of what a pointer points to. */
gboolean ui_fixture_is_active (gpointer window);
gboolean ui_fixture_is_hidden (gpointer window);
gboolean ui_fixture_is_set (gpointer pointer);
gboolean ui_fixture_is_null (gpointer pointer);

/* Runs xdotool with these words, up to NULL, and waits for its end while the main loop runs. */
void ui_fixture_xdotool (const char *first,
                         ...) G_GNUC_NULL_TERMINATED;

/* Destroys a window and sees that nothing keeps it alive. */
void ui_fixture_destroy (GtkWindow *window);

/* A click in the middle of a widget of a mapped window. */
void ui_fixture_click (GtkWidget *widget);

/* Where a window stands on the X screen. */
GdkRectangle ui_fixture_get_place (GtkWindow *window);

/* The first descendant of this type whose label (if it has one) is @label, or any for NULL; NULL if there is none that is visible. */
GtkWidget *ui_fixture_find (GtkWidget *root,
                            GType type,
                            const char *label);

/* All visible label texts below @root, one a line; transfer full. */
char *ui_fixture_dup_texts (GtkWidget *root);

/* Whether these words stand there (@root: any widget); waiting until they do, or until they do no more. */
gboolean ui_fixture_says (gpointer root,
                          const char *words);
void ui_fixture_wait_for_words (gpointer root,
                                const char *words);
void ui_fixture_wait_until_not (gpointer root,
                                const char *words);

/* The text that somebody copied in @widget's window; waits for one. Transfer full. */
char *ui_fixture_dup_clipboard (GtkWidget *widget);

/* For the “activate” of actions with a parameter: writes "NAME PARAMETER" into the char * that @text points to. */
void ui_fixture_note_activation_cb (GSimpleAction *action,
                                    GVariant *parameter,
                                    gpointer text);

void ui_fixture_set_dark (gboolean dark);
void ui_fixture_set_text_scale (double scale);

/* Draws the window as it is into <build>/tests/ui/NAME.png, on a desktop-like ground. */
void ui_fixture_picture (GtkWindow *window,
                         const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UiFixture, ui_fixture_free)
