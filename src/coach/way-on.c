#include "config.h"

#include "coach/way-on.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "coach/guard-pattern.h"
#include "coach/word-stem.h"
#include "search/stop-words.h"

/*
 * Phrases of coach/guard-pattern.h. Who asks for a method ("how do I say no?") is helped at once; who asks to be taught is not, and "from
 * scratch" alone says nothing: plans are redone from scratch, too.
 */
static const char *const learning[] = {
  /* English */
  "(teach|train|school) (me|us)",
  "(learn|learning|explain|understand|master) ... from (scratch|zero|nothing|the ground up|the very beginning|the beginning)",
  "(want|wants|need|like|love|have|d like) to (learn|master|study)",
  "(how|where) (do|can|should|could) (i|we) (learn|start learning|begin learning|begin to learn|start to learn)",
  "help me (learn|master)",
  "(crash|beginner|beginners|introductory|online) (course|class|lesson|lessons|tutorial)",
  "(the|some) (basics|fundamentals) of",
  "(i|we) (know|knew|understand) (nothing|next to nothing|little) (about|of)",
  /* German */
  "(bring|bringe|bringen|bringst) (mir|uns|sie mir|du mir) ... bei",
  "(mir|uns) ... (beibringen|beizubringen)",
  "(lehr|lehre|lehren sie|schule|schulen sie) (mich|uns)",
  "von (grund auf|null|null auf|anfang an|der pike auf) ... (lern*|erlern*|versteh*|erklär*|beibring*)",
  "(lern*|erklär*|versteh*) ... von (grund auf|null|anfang an)",
  "(ich|wir) (will|wollen|möchte|möchten|muss|müssen|würde gern|würde gerne) ... (lernen|erlernen)",
  "wie (lerne|erlerne|lernen|kann ich lernen) (ich|wir|man)",
  "(die|den) grundlagen (der|des|von|zu|zum|für)",
  "(einsteigerkurs|anfängerkurs|grundkurs|crashkurs)",
  /* French */
  "(apprends|apprenez|enseigne|enseignez|forme|formez) (moi|nous)",
  "(veux|voudrais|aimerais|dois|souhaite|voulons) apprendre",
  "(apprendre|comprendre|expliquer|explique|expliquez) ... (a partir de zero|de zero|depuis zero|depuis le debut|des le debut)",
  "(comment|ou) (apprendre|puis je apprendre|est ce que je peux apprendre)",
  "(m|nous) apprendre",
  "les (bases|fondamentaux) (de|du|des|d)",
  "(cours|formation) (pour debutants|pour debutant|debutant|accelere|acceleree)",
  /* Spanish */
  "(ensename|enseneme|ensenanos|ensenarme)",
  "(quiero|quisiera|necesito|me gustaria|debo|tengo que|queremos) aprender",
  "(aprender|explica|explicame|expliqueme|entender) ... (desde cero|de cero|desde el principio)",
  "(como|donde) (puedo aprender|aprendo|aprender|se aprende)",
  "(los|las) (fundamentos|bases|nociones basicas) (de|del)",
  "curso (basico|para principiantes|intensivo|de introduccion)",
  /* Italian */
  "(insegnami|mi insegni|insegnarmi|insegnaci|m insegni)",
  "(voglio|vorrei|devo|mi piacerebbe|dobbiamo) imparare",
  "(imparare|spiegami|spiegarmi|mi spieghi|capire) ... (da zero|dall inizio|dalle basi)",
  "(come|dove) (posso imparare|imparo|imparare|si impara)",
  "(le basi|i fondamenti) (di|del|della|dello|delle|dei)",
  "corso (base|per principianti|introduttivo|intensivo)",
  /* Portuguese */
  "(ensina|ensine|ensinem) (me|nos)",
  "(me|nos) (ensina|ensine|ensinar|ensinem|ensinas)",
  "(quero|queria|gostaria de|preciso|preciso de|tenho de|tenho que|queremos) aprender",
  "(aprender|explica me|explique me|me explica|me explique|explicar|entender) ... (do zero|desde o zero|a partir do zero|desde o inicio)",
  "(como|onde) (posso aprender|aprendo|aprender|se aprende)",
  "(os|as) (fundamentos|bases|nocoes basicas) (de|do|da|dos|das)",
  "curso (basico|para iniciantes|para principiantes|intensivo)",
};

/* Theirs is not ours: "he was late for the first time" is no first time for who asks. */
static const char *const first_time[] = {
  /* English */
  "first time .. (i|we|i m|i ve|for me|for us)",
  "(i|we|i m|my) .. for the first time",
  "(my|our) (very first|first ever)",
  "my first (one to one|1 1|one on one|review|appraisal|interview|team|report|direct report|negotiation|feedback|presentation|hire|conflict|performance|management|leadership|budget|board|difficult|hard|disciplinary|customer|team meeting|job|role|week as|day as|month as|year as)",
  "(i|we) (have|ve|had|d) never .. (done|led|held|had|given|managed|run|written|hired|chaired|negotiated|interviewed|delegated|presented|fired|mediated|conducted|handled|been)",
  "(i|we) never (did|led|held|gave|managed|ran|hired|chaired|negotiated|interviewed|delegated|mediated|conducted) .. before",
  "(never done|never led|never held|never had|never given|never managed|never run|never done) .. before",
  "(i m|i am|we are|we re) (new to|brand new to|a beginner|beginners|a new manager|a first time manager|newly promoted|new at)",
  "as a (new|first time|brand new|newly promoted) (manager|leader|lead|boss|supervisor)",
  "(i|i ve|i have) just (been promoted|become a manager|became a manager|got promoted|become a team lead)",
  /* German */
  "(ich|wir|mein|meine|meinem) ... zum (ersten|allerersten) mal",
  "zum (ersten|allerersten) mal .. (ich|wir|mein|meine)",
  "das erste mal .. (ich|wir)",
  "(mein|meine|meinem|meinen|meiner) (erstes|erste|ersten|erster|erstem|allererstes) (mitarbeitergespräch|jahresgespräch|gespräch|team|führungsrolle|verhandlung|feedback|interview|vorstellungsgespräch|einstellung|konflikt|besprechung|präsentation|budget|kritikgespräch)",
  "(ich|wir) ... noch nie .. (gemacht|geführt|gehabt|gegeben|geleitet|verhandelt|geschrieben|gehalten|delegiert|eingestellt|erlebt)",
  "(ich bin|wir sind|bin ich) (neu|ganz neu|noch neu|anfänger|anfängerin|frisch)",
  "als (neue|neuer|frischgebackene|frischgebackener) (führungskraft|chef|chefin|teamleiter|teamleiterin|vorgesetzte|vorgesetzter)",
  /* French */
  "(la|pour la|c est la) premiere fois que (je|j|nous)",
  "(je|j|nous) ... pour la premiere fois",
  "(mon premier|ma premiere|notre premier|notre premiere|mes premiers|mes premieres) (entretien|entretiens|equipe|negociation|evaluation|feedback|embauche|conflit|reunion|presentation|budget|poste|recadrage)",
  "(je|j) (n ai|ai) [encore] jamais .. (fait|mene|dirige|donne|eu|negocie|conduit|gere|recrute|delegue|anime)",
  "(je suis|nous sommes) (nouveau|nouvelle|debutant|debutante|debutants|tout nouveau)",
  "(je debute|jeune manager|nouveau manager|nouvelle manager)",
  /* Spanish */
  "(la|es la|por) primera vez que (yo|tengo|hago|doy|llevo|voy|me|dirijo|negocio)",
  "(tengo|hago|doy|voy|dirijo|debo|mi|yo) ... por primera vez",
  "(mi primer|mi primera|mis primeras|mis primeros) (entrevista|reunion|evaluacion|equipo|negociacion|conversacion|feedback|conflicto|presentacion|presupuesto|contratacion|puesto)",
  "nunca (he|habia|hemos|hice|lo he) .. (hecho|dirigido|dado|tenido|llevado|negociado|gestionado|contratado|delegado|mediado|conducido)",
  "(soy|somos) (nuevo|nueva|nuevos|principiante|novato|novata)",
  /* Italian */
  "(la|e la|per la) prima volta che (io|devo|faccio|ho|mi|guido|conduco|tengo)",
  "(devo|faccio|ho|guido|conduco|tengo|mio|mia|io) ... per la prima volta",
  "(il mio primo|la mia prima|mio primo|mia prima) (colloquio|squadra|team|trattativa|valutazione|feedback|conflitto|riunione|presentazione|budget|assunzione|ruolo|negoziazione)",
  "non (ho|l ho|avevo|abbiamo) mai .. (fatto|guidato|dato|avuto|condotto|negoziato|gestito|assunto|delegato|tenuto|mediato)",
  "(sono|siamo) (nuovo|nuova|nuovi|principiante|alle prime armi|un principiante)",
  /* Portuguese */
  "(a|e a|pela) primeira vez que (eu|tenho|faco|dou|vou|conduzo|lidero|me)",
  "(tenho|faco|dou|vou|lidero|conduzo|meu|minha|eu) ... pela primeira vez",
  "(meu primeiro|minha primeira|o meu primeiro|a minha primeira) (entrevista|reuniao|avaliacao|equipa|equipe|time|negociacao|conversa|feedback|conflito|apresentacao|orcamento|contratacao|cargo)",
  "nunca (fiz|dei|tive|liderei|conduzi|negociei|geri|contratei|deleguei|mediei|chefiei|fizemos)",
  "(sou|somos) (novo|nova|novos|iniciante|principiante|novato|novata)",
};

static gboolean
holds_any (const RailGuardText *text,
           const char *const *phrases,
           gsize n_phrases)
{
  for (gsize i = 0; i < n_phrases; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (RailGuardPattern) pattern = rail_guard_pattern_new (phrases[i], NULL, &error);
      guint first = 0;
      guint end = 0;

      g_assert_no_error (error);
      if (rail_guard_pattern_find (pattern, text, 0, &first, &end))
        return TRUE;
    }

  return FALSE;
}

RailWayOnNeed
rail_way_on_recognise (const char *words)
{
  g_autoptr (RailGuardText) text = rail_guard_text_new (words, strlen (words));

  if (holds_any (text, learning, G_N_ELEMENTS (learning)))
    return RAIL_WAY_ON_LEARNING;

  return holds_any (text, first_time, G_N_ELEMENTS (first_time)) ? RAIL_WAY_ON_FIRST_TIME : RAIL_WAY_ON_NONE;
}

/* Words of the phrases above that name no subject; folded, in the six languages. */
static const char asking[] =
    " teach train school learn learning master explain scratch zero basics fundamentals course lesson tutorial beginner first never before time"
    " beibringen bring bringe lernen erlernen lerne grund null grundlagen ersten erste mal noch nie"
    " apprends apprenez enseigne enseignez apprendre bases premiere premier jamais fois debutant"
    " ensename enseneme aprender cero fundamentos primera primer nunca vez curso"
    " insegnami insegnarmi imparare basi prima volta mai corso"
    " ensina ensine primeira primeiro vez ";

static void
add_subject_cb (const char *stem,
                const char *token,
                gpointer user_data)
{
  g_autofree char *parted = g_strconcat (" ", token, " ", NULL);

  if (strstr (asking, parted) == NULL && !rail_stop_words_contain (token))
    g_string_append_printf (user_data, "%s ", token);
}

char *
rail_way_on_dup_topic (const char *words)
{
  GString *topic = g_string_new (NULL);

  rail_word_stem_visit (words, add_subject_cb, topic);

  return g_string_free (topic, FALSE);
}

/* ---- where to ---- */

static void
take_deeper (RailWayOn *self,
             const RailAid *aid)
{
  if (aid == NULL || aid->deeper_url == NULL)
    return;

  self->deeper_title = g_strdup (aid->deeper_title != NULL ? aid->deeper_title : aid->deeper_url);
  self->deeper_url = g_strdup (aid->deeper_url);
}

static void
take_person (RailWayOn *self,
             const RailPack *pack,
             const RailAid *aid,
             gboolean was_found)
{
  const RailContact *contact = !was_found && pack != NULL && aid != NULL && aid->contact != NULL ? rail_pack_get_contact (pack, aid->contact) : NULL;

  if (contact != NULL)
    {
      self->contact_name = g_strdup (contact->name);
      self->contact_email = contact->email[0] != '\0' ? g_strdup (contact->email) : NULL;
      self->contact_note = contact->note[0] != '\0' ? g_strdup (contact->note) : NULL;
    }
  if (aid != NULL || pack != NULL)
    self->owner = g_strdup (aid != NULL ? aid->owner : pack->owner);
}

static char *
dup_reason (const RailWayOn *self)
{
  g_autofree char *where = NULL;
  const char *why = self->need == RAIL_WAY_ON_LEARNING
                        ? _ ("Learning something from scratch takes more than two minutes here: practice, and somebody who watches")
                        : _ ("The first time goes better with somebody who has done it before than with a few lines to read");

  /* A contact's name may be "Your HR partner", which no sentence can have in its middle. */
  if (self->deeper_title != NULL)
    where = g_strdup_printf (_ ("Begin with “%s”"), self->deeper_title);
  else if (self->contact_name != NULL)
    where = g_strdup_printf (_ ("Somebody to ask for half an hour: %s"), self->contact_name);
  else if (self->owner != NULL)
    where = g_strdup_printf (_ ("Ask %s what there is to learn from, and with whom"), self->owner);
  else
    where = g_strdup (_ ("Ask a colleague who does it well, or the people in charge of learning"));

  return g_strdup_printf ("%s. %s.", why, where);
}

RailWayOn *
rail_way_on_new (RailWayOnNeed need,
                 RailLibrary *library,
                 const char *pack,
                 const char *aid,
                 gboolean found)
{
  RailWayOn *self = g_new0 (RailWayOn, 1);
  const RailPack *known = pack != NULL ? rail_library_get_pack (library, pack) : NULL;
  const RailAid *about = known != NULL && aid != NULL ? rail_pack_get_aid (known, aid) : NULL;

  self->need = need;
  take_deeper (self, about);
  take_person (self, known, about, found);
  self->reason = dup_reason (self);

  return self;
}

void
rail_way_on_free (RailWayOn *self)
{
  g_free (self->reason);
  g_free (self->deeper_title);
  g_free (self->deeper_url);
  g_free (self->contact_name);
  g_free (self->contact_email);
  g_free (self->contact_note);
  g_free (self->owner);
  g_free (self);
}
