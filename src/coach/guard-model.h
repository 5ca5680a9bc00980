/*
 * The guard's linear model: one softmax over classes on words, stems, word pairs and pieces of words of one sentence in one language. data/guard/train.py makes
 * the file. What is wrong with a file is found at load: nothing it says is believed before its checksum has been. Immutable, any thread.
 */

#pragma once

#include "coach/guard-category.h"
#include "coach/guard-language.h"
#include "coach/guard-text.h"

typedef struct _RailGuardModel RailGuardModel;

/* What a sentence may be. The odds of all classes add up to 1. */
typedef struct
{
  double ok;
  double off_topic;
  double stop;    /* all stop classes together */
  double caution; /* all caution classes together */
  RailGuardCategory stop_category;
  RailGuardCategory caution_category;
  double stop_best;
  double caution_best;
  double known; /* the share of what the sentence is made of that the model has ever seen in that language */
} RailGuardOdds;

/* NULL with RAIL_ERROR_INVALID, _NEWER or _DAMAGED. @data is kept. */
RailGuardModel *rail_guard_model_new (GBytes *data,
                                      GError **error);

void rail_guard_model_free (RailGuardModel *self);

/* Reads the words from @first up to and without @end as one sentence. */
void rail_guard_model_read (const RailGuardModel *self,
                            const RailGuardText *text,
                            guint first,
                            guint end,
                            RailGuardLanguage language,
                            RailGuardOdds *odds);

/* How much each of those words speaks for @category at @verdict, against "ok": @weights has one place for each word. */
void rail_guard_model_weigh (const RailGuardModel *self,
                             const RailGuardText *text,
                             guint first,
                             guint end,
                             RailGuardLanguage language,
                             RailGuardCategory category,
                             RailGuardVerdict verdict,
                             double *weights);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RailGuardModel, rail_guard_model_free)
