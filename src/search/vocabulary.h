/*
 * All words of an index, for the typo pass: which of them is nearly spelt like this? Optimal string alignment distance (Damerau's four
 * mistakes: a letter too many, one missing, one wrong, two swapped), at most 1 for words of 4 letters or more, 2 from 8 on. A first letter
 * that is wrong, missing or too many counts twice, since hardly anybody slips there and another word begins with every letter; so
 * does a wrong last one of a word of 4 or 5 letters. Any thread, once the last word is added.
 */

#pragma once

#include <gio/gio.h>

typedef struct _RailVocabulary RailVocabulary;

typedef struct
{
  const char *word; /* borrowed from the vocabulary */
  guint distance;
  guint weight;
} RailNearWord;

/*
 * Words may come in any order (in that of their bytes is fastest); a word that comes again adds to its weight. @weight says how many aids
 * hold it. What is no UTF-8 is left out.
 */
RailVocabulary *rail_vocabulary_new (void);
void rail_vocabulary_add (RailVocabulary *self,
                          const char *word,
                          guint weight);

/* A part of it as text, to be kept and added to another; what is not of that form is left out there. Transfer full. */
char *rail_vocabulary_dup_words (RailVocabulary *self,
                                 guint first,
                                 guint max);
void rail_vocabulary_add_words (RailVocabulary *self,
                                const char *words);

RailVocabulary *rail_vocabulary_ref (RailVocabulary *self);
void rail_vocabulary_unref (RailVocabulary *self);

guint rail_vocabulary_get_size (RailVocabulary *self);

/* How many aids hold @word or a word that begins so; one that holds several of them counts several times. */
guint rail_vocabulary_count (RailVocabulary *self,
                             const char *word);

/*
 * GArray of RailNearWord, nearest first, then the heaviest; at most @max. With @prefix, @word may be nearly the beginning of another if it has
 * 6 letters: the less there is, the more begins nearly so. Neither the word itself nor, with @prefix, those that it is the beginning of are among
 * them: they are found without any mending. Empty when @cancellable was cancelled meanwhile. Transfer full.
 */
GArray *rail_vocabulary_find_near (RailVocabulary *self,
                                   const char *word,
                                   gboolean prefix,
                                   guint max,
                                   GCancellable *cancellable);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailVocabulary, rail_vocabulary_unref)
