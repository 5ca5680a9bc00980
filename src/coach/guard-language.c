#include "config.h"

#include "coach/guard-language.h"

#include <stdlib.h>
#include <string.h>

#define EN (1 << RAIL_GUARD_EN)
#define DE (1 << RAIL_GUARD_DE)
#define FR (1 << RAIL_GUARD_FR)
#define ES (1 << RAIL_GUARD_ES)
#define IT (1 << RAIL_GUARD_IT)
#define PT (1 << RAIL_GUARD_PT)

/* So many words that the likeliest language has and another has not rule that other out, unless it has as many of its own for itself. */
#define CLEAR_WORDS 2
/* What stands in a foreign sentence by chance ("die", "son") is not more than one word in so many. */
#define CHANCE_SHARE 3

typedef struct
{
  const char *word;
  guint languages;
} FunctionWord;

static const char *const codes[RAIL_GUARD_N_LANGUAGES] = { "en", "de", "fr", "es", "it", "pt" };

/* As guard-text.h reads them, so without accents; in the order of strcmp. */
static const FunctionWord function_words[] = {
  { "a", EN | FR | ES | IT | PT },
  { "ab", DE },
  { "abbiamo", IT },
  { "aber", DE },
  { "about", EN },
  { "after", EN },
  { "ai", IT },
  { "al", ES | IT },
  { "alguien", ES },
  { "all", IT },
  { "alla", IT },
  { "als", DE },
  { "am", EN | DE },
  { "an", EN | DE },
  { "anche", IT },
  { "and", EN },
  { "antes", ES | PT },
  { "ao", PT },
  { "aos", PT },
  { "apres", FR },
  { "are", EN },
  { "as", EN | PT },
  { "at", EN },
  { "ate", PT },
  { "au", FR },
  { "auch", DE },
  { "auf", DE },
  { "aus", DE },
  { "aux", FR },
  { "avec", FR },
  { "be", EN },
  { "been", EN },
  { "before", EN },
  { "bei", DE },
  { "bin", DE },
  { "bitte", DE },
  { "but", EN },
  { "by", EN },
  { "c", FR | IT },
  { "cada", ES },
  { "can", EN },
  { "ce", FR },
  { "cet", FR },
  { "cette", FR },
  { "che", IT },
  { "chez", FR },
  { "chi", IT },
  { "ci", IT },
  { "com", PT },
  { "come", IT },
  { "comment", FR },
  { "como", ES | PT },
  { "con", ES | IT },
  { "cosa", IT },
  { "could", EN },
  { "cuando", ES },
  { "d", FR | IT },
  { "da", IT | PT },
  { "dal", IT },
  { "dalla", IT },
  { "dans", FR },
  { "darf", DE },
  { "das", DE | PT },
  { "dass", DE },
  { "de", FR | ES | PT },
  { "degli", IT },
  { "dei", IT },
  { "del", ES | IT },
  { "dell", IT },
  { "della", IT },
  { "delle", IT },
  { "dem", DE },
  { "den", DE },
  { "depois", PT },
  { "depuis", FR },
  { "der", DE },
  { "des", DE | FR },
  { "desde", ES | PT },
  { "despues", ES },
  { "deux", FR },
  { "devo", IT },
  { "di", IT },
  { "did", EN },
  { "die", DE },
  { "dit", FR },
  { "do", EN | PT },
  { "does", EN },
  { "dois", FR | PT },
  { "don", EN },
  { "donde", ES },
  { "dos", ES | PT },
  { "dove", IT },
  { "du", FR },
  { "duas", PT },
  { "due", IT },
  { "e", ES | IT | PT },
  { "ed", IT },
  { "ein", DE },
  { "eine", DE },
  { "einem", DE },
  { "einen", DE },
  { "einer", DE },
  { "eines", DE },
  { "el", ES },
  { "ela", PT },
  { "ele", PT },
  { "eles", PT },
  { "elle", FR },
  { "em", PT },
  { "en", FR | ES },
  { "er", DE },
  { "es", DE | ES },
  { "est", FR },
  { "esta", ES | PT },
  { "este", ES | PT },
  { "et", FR },
  { "eu", PT },
  { "fait", FR },
  { "faz", PT },
  { "foi", PT },
  { "for", EN },
  { "foram", PT },
  { "fra", IT },
  { "from", EN },
  { "fur", DE },
  { "gegen", DE },
  { "get", EN },
  { "gets", EN },
  { "gli", IT },
  { "got", EN },
  { "ha", ES | IT | PT },
  { "habe", DE },
  { "haben", DE },
  { "had", EN },
  { "han", ES },
  { "hanno", IT },
  { "has", EN },
  { "hasta", ES },
  { "hat", DE },
  { "hatte", DE },
  { "have", EN },
  { "hay", ES },
  { "he", EN | ES },
  { "her", EN },
  { "him", EN },
  { "his", EN },
  { "ho", IT },
  { "how", EN },
  { "i", EN | IT },
  { "ich", DE },
  { "if", EN },
  { "ihm", DE },
  { "ihn", DE },
  { "ihr", DE },
  { "ihre", DE },
  { "ihren", DE },
  { "il", FR | IT },
  { "ils", FR },
  { "im", DE },
  { "immer", DE },
  { "in", EN | DE | IT },
  { "is", EN },
  { "isso", PT },
  { "ist", DE },
  { "it", EN },
  { "j", FR },
  { "ja", PT },
  { "je", FR },
  { "jemand", DE },
  { "kann", DE },
  { "kein", DE },
  { "keine", DE },
  { "keiner", DE },
  { "l", FR | IT },
  { "la", FR | ES | IT },
  { "las", ES },
  { "le", FR | ES | IT },
  { "lei", IT },
  { "les", FR | ES },
  { "leur", FR },
  { "lhe", PT },
  { "lo", ES | IT },
  { "los", ES },
  { "lui", FR | IT },
  { "m", FR },
  { "ma", FR | IT },
  { "mais", FR | PT },
  { "man", DE },
  { "mas", ES | PT },
  { "me", EN | FR | ES | PT },
  { "mehr", DE },
  { "mein", DE },
  { "meine", DE },
  { "meinem", DE },
  { "meinen", DE },
  { "meiner", DE },
  { "mes", FR },
  { "meu", PT },
  { "mi", ES | IT },
  { "mia", IT },
  { "mich", DE },
  { "miei", IT },
  { "minha", PT },
  { "mio", IT },
  { "mir", DE },
  { "mis", ES },
  { "mit", DE },
  { "moi", FR },
  { "mon", FR },
  { "more", EN },
  { "muito", PT },
  { "muss", DE },
  { "muy", ES },
  { "my", EN },
  { "n", FR },
  { "na", PT },
  { "nach", DE },
  { "nadie", ES },
  { "nao", PT },
  { "nas", PT },
  { "ne", FR },
  { "nel", IT },
  { "nella", IT },
  { "nem", PT },
  { "nicht", DE },
  { "no", EN | ES | IT | PT },
  { "noch", DE },
  { "non", IT },
  { "nos", FR | ES | PT },
  { "not", EN },
  { "notre", FR },
  { "nous", FR },
  { "nur", DE },
  { "o", ES | IT | PT },
  { "oder", DE },
  { "of", EN },
  { "ohne", DE },
  { "on", EN | FR },
  { "onde", PT },
  { "one", EN },
  { "ont", FR },
  { "or", EN },
  { "os", PT },
  { "ou", FR | PT },
  { "our", EN },
  { "out", EN },
  { "par", FR },
  { "para", ES | PT },
  { "pas", FR },
  { "pela", PT },
  { "pelo", PT },
  { "per", IT },
  { "perche", IT },
  { "pero", ES },
  { "peut", FR },
  { "piu", IT },
  { "plus", FR },
  { "por", ES | PT },
  { "porque", ES | PT },
  { "posso", IT | PT },
  { "pour", FR },
  { "pra", PT },
  { "pro", PT },
  { "puedo", ES },
  { "q", ES },
  { "qu", FR },
  { "quand", FR },
  { "quando", IT | PT },
  { "que", FR | ES | PT },
  { "quel", FR },
  { "quelle", FR },
  { "quem", PT },
  { "quer", PT },
  { "questa", IT },
  { "questo", IT },
  { "qui", FR },
  { "quien", ES },
  { "quiere", ES },
  { "quoi", FR },
  { "s", FR },
  { "sa", FR },
  { "said", EN },
  { "sans", FR },
  { "sao", PT },
  { "says", EN },
  { "schon", DE },
  { "se", FR | ES | IT | PT },
  { "sein", DE },
  { "seine", DE },
  { "sem", PT },
  { "ses", FR },
  { "seu", PT },
  { "she", EN },
  { "should", EN },
  { "si", FR | ES | IT },
  { "sich", DE },
  { "sie", DE },
  { "sin", ES },
  { "sind", DE },
  { "so", EN | PT },
  { "sobre", PT },
  { "soll", DE },
  { "son", FR | ES },
  { "sono", IT },
  { "sont", FR },
  { "su", ES | IT },
  { "sua", IT | PT },
  { "sul", IT },
  { "sulla", IT },
  { "suo", IT },
  { "sur", FR },
  { "sus", ES },
  { "t", EN | FR },
  { "te", ES | IT | PT },
  { "tem", PT },
  { "tengo", ES },
  { "tenho", PT },
  { "that", EN },
  { "the", EN },
  { "their", EN },
  { "them", EN },
  { "there", EN },
  { "they", EN },
  { "this", EN },
  { "tiene", ES },
  { "to", EN },
  { "todo", ES | PT },
  { "todos", ES | PT },
  { "told", EN },
  { "tous", FR },
  { "tout", FR },
  { "tra", IT },
  { "tres", FR },
  { "uber", DE },
  { "um", PT },
  { "uma", PT },
  { "un", FR | ES | IT },
  { "una", ES | IT },
  { "und", DE },
  { "une", FR },
  { "uno", ES | IT },
  { "unos", ES },
  { "uns", DE | PT },
  { "unser", DE },
  { "unsere", DE },
  { "up", EN },
  { "us", EN },
  { "vai", PT },
  { "veut", FR },
  { "von", DE },
  { "vor", DE },
  { "vous", FR },
  { "vuole", IT },
  { "war", DE },
  { "was", EN | DE },
  { "we", EN },
  { "wegen", DE },
  { "weil", DE },
  { "wenn", DE },
  { "wer", DE },
  { "what", EN },
  { "when", EN },
  { "where", EN },
  { "which", EN },
  { "who", EN },
  { "wie", DE },
  { "will", EN | DE },
  { "wir", DE },
  { "wird", DE },
  { "with", EN },
  { "without", EN },
  { "would", EN },
  { "y", FR | ES },
  { "ya", ES },
  { "yo", ES },
  { "you", EN },
  { "your", EN },
  { "zu", DE },
  { "zum", DE },
  { "zur", DE },
  { "zwei", DE },
};

const char *
rail_guard_language_get_code (RailGuardLanguage self)
{
  return codes[self];
}

gboolean
rail_guard_language_parse (const char *code,
                           RailGuardLanguage *language)
{
  for (guint i = 0; i < RAIL_GUARD_N_LANGUAGES; i++)
    {
      if (g_ascii_strncasecmp (code, codes[i], 2) == 0 && !g_ascii_isalpha (code[2]))
        {
          *language = i;
          return TRUE;
        }
    }

  return FALSE;
}

static int
compare_word (gconstpointer key,
              gconstpointer element)
{
  const RailGuardWord *word = key;

  return strcmp (word->word, ((const FunctionWord *) element)->word);
}

static guint
find_languages (const RailGuardWord *word)
{
  const FunctionWord *found = bsearch (word, function_words, G_N_ELEMENTS (function_words), sizeof function_words[0], compare_word);

  return found != NULL ? found->languages : 0;
}

guint
rail_guard_language_recognise (const RailGuardText *text,
                               guint first,
                               guint end)
{
  /* How many words each language has that another has not; on the diagonal all it has. */
  guint own[RAIL_GUARD_N_LANGUAGES][RAIL_GUARD_N_LANGUAGES] = { 0 };
  guint best = 0;
  guint holding = RAIL_GUARD_ALL_LANGUAGES;

  for (guint i = first; i < end; i++)
    {
      guint languages = find_languages (&g_array_index (text->words, RailGuardWord, i));

      for (guint a = 0; a < RAIL_GUARD_N_LANGUAGES; a++)
        {
          for (guint b = 0; b < RAIL_GUARD_N_LANGUAGES; b++)
            own[a][b] += (languages >> a & 1) && (a == b || !(languages >> b & 1));
        }
    }

  for (guint i = 1; i < RAIL_GUARD_N_LANGUAGES; i++)
    {
      if (own[i][i] > own[best][best])
        best = i;
    }
  for (guint i = 0; i < RAIL_GUARD_N_LANGUAGES; i++)
    {
      guint against = own[best][i];
      guint in_favour = own[i][best];

      if (i != best && against >= CLEAR_WORDS && in_favour < CLEAR_WORDS && in_favour * CHANCE_SHARE <= against)
        holding &= ~(1u << i);
    }

  return holding;
}
