#include "config.h"

#include "context/zone-names.h"

#include <stdlib.h>
#include <string.h>

typedef struct
{
  const char *name;
  const char *iana;
} Alias;

/* Sorted by the bytes of the Windows name. */
static const Alias windows_names[] = {
  { "AUS Central Standard Time", "Australia/Darwin" },
  { "AUS Eastern Standard Time", "Australia/Sydney" },
  { "Afghanistan Standard Time", "Asia/Kabul" },
  { "Alaskan Standard Time", "America/Anchorage" },
  { "Aleutian Standard Time", "America/Adak" },
  { "Altai Standard Time", "Asia/Barnaul" },
  { "Arab Standard Time", "Asia/Riyadh" },
  { "Arabian Standard Time", "Asia/Dubai" },
  { "Arabic Standard Time", "Asia/Baghdad" },
  { "Argentina Standard Time", "America/Argentina/Buenos_Aires" },
  { "Astrakhan Standard Time", "Europe/Astrakhan" },
  { "Atlantic Standard Time", "America/Halifax" },
  { "Aus Central W. Standard Time", "Australia/Eucla" },
  { "Azerbaijan Standard Time", "Asia/Baku" },
  { "Azores Standard Time", "Atlantic/Azores" },
  { "Bahia Standard Time", "America/Bahia" },
  { "Bangladesh Standard Time", "Asia/Dhaka" },
  { "Belarus Standard Time", "Europe/Minsk" },
  { "Bougainville Standard Time", "Pacific/Bougainville" },
  { "Canada Central Standard Time", "America/Regina" },
  { "Cape Verde Standard Time", "Atlantic/Cape_Verde" },
  { "Caucasus Standard Time", "Asia/Yerevan" },
  { "Cen. Australia Standard Time", "Australia/Adelaide" },
  { "Central America Standard Time", "America/Guatemala" },
  { "Central Asia Standard Time", "Asia/Bishkek" },
  { "Central Brazilian Standard Time", "America/Cuiaba" },
  { "Central Europe Standard Time", "Europe/Budapest" },
  { "Central European Standard Time", "Europe/Warsaw" },
  { "Central Pacific Standard Time", "Pacific/Guadalcanal" },
  { "Central Standard Time", "America/Chicago" },
  { "Central Standard Time (Mexico)", "America/Mexico_City" },
  { "Chatham Islands Standard Time", "Pacific/Chatham" },
  { "China Standard Time", "Asia/Shanghai" },
  { "Cuba Standard Time", "America/Havana" },
  { "Dateline Standard Time", "Etc/GMT+12" },
  { "E. Africa Standard Time", "Africa/Nairobi" },
  { "E. Australia Standard Time", "Australia/Brisbane" },
  { "E. Europe Standard Time", "Europe/Chisinau" },
  { "E. South America Standard Time", "America/Sao_Paulo" },
  { "Easter Island Standard Time", "Pacific/Easter" },
  { "Eastern Standard Time", "America/New_York" },
  { "Eastern Standard Time (Mexico)", "America/Cancun" },
  { "Egypt Standard Time", "Africa/Cairo" },
  { "Ekaterinburg Standard Time", "Asia/Yekaterinburg" },
  { "FLE Standard Time", "Europe/Kyiv" },
  { "Fiji Standard Time", "Pacific/Fiji" },
  { "GMT Standard Time", "Europe/London" },
  { "GTB Standard Time", "Europe/Bucharest" },
  { "Georgian Standard Time", "Asia/Tbilisi" },
  { "Greenland Standard Time", "America/Nuuk" },
  { "Greenwich Standard Time", "Atlantic/Reykjavik" },
  { "Haiti Standard Time", "America/Port-au-Prince" },
  { "Hawaiian Standard Time", "Pacific/Honolulu" },
  { "India Standard Time", "Asia/Kolkata" },
  { "Iran Standard Time", "Asia/Tehran" },
  { "Israel Standard Time", "Asia/Jerusalem" },
  { "Jordan Standard Time", "Asia/Amman" },
  { "Kaliningrad Standard Time", "Europe/Kaliningrad" },
  { "Kamchatka Standard Time", "Asia/Kamchatka" },
  { "Korea Standard Time", "Asia/Seoul" },
  { "Libya Standard Time", "Africa/Tripoli" },
  { "Line Islands Standard Time", "Pacific/Kiritimati" },
  { "Lord Howe Standard Time", "Australia/Lord_Howe" },
  { "Magadan Standard Time", "Asia/Magadan" },
  { "Magallanes Standard Time", "America/Punta_Arenas" },
  { "Marquesas Standard Time", "Pacific/Marquesas" },
  { "Mauritius Standard Time", "Indian/Mauritius" },
  { "Mexico Standard Time", "America/Mexico_City" },
  { "Mexico Standard Time 2", "America/Chihuahua" },
  { "Mid-Atlantic Standard Time", "Atlantic/South_Georgia" },
  { "Middle East Standard Time", "Asia/Beirut" },
  { "Montevideo Standard Time", "America/Montevideo" },
  { "Morocco Standard Time", "Africa/Casablanca" },
  { "Mountain Standard Time", "America/Denver" },
  { "Mountain Standard Time (Mexico)", "America/Mazatlan" },
  { "Myanmar Standard Time", "Asia/Yangon" },
  { "N. Central Asia Standard Time", "Asia/Novosibirsk" },
  { "Namibia Standard Time", "Africa/Windhoek" },
  { "Nepal Standard Time", "Asia/Kathmandu" },
  { "New Zealand Standard Time", "Pacific/Auckland" },
  { "Newfoundland Standard Time", "America/St_Johns" },
  { "Norfolk Standard Time", "Pacific/Norfolk" },
  { "North Asia East Standard Time", "Asia/Irkutsk" },
  { "North Asia Standard Time", "Asia/Krasnoyarsk" },
  { "North Korea Standard Time", "Asia/Pyongyang" },
  { "Omsk Standard Time", "Asia/Omsk" },
  { "Pacific SA Standard Time", "America/Santiago" },
  { "Pacific Standard Time", "America/Los_Angeles" },
  { "Pacific Standard Time (Mexico)", "America/Tijuana" },
  { "Pakistan Standard Time", "Asia/Karachi" },
  { "Paraguay Standard Time", "America/Asuncion" },
  { "Qyzylorda Standard Time", "Asia/Qyzylorda" },
  { "Romance Standard Time", "Europe/Paris" },
  { "Russia Time Zone 10", "Asia/Srednekolymsk" },
  { "Russia Time Zone 11", "Asia/Kamchatka" },
  { "Russia Time Zone 3", "Europe/Samara" },
  { "Russian Standard Time", "Europe/Moscow" },
  { "SA Eastern Standard Time", "America/Cayenne" },
  { "SA Pacific Standard Time", "America/Bogota" },
  { "SA Western Standard Time", "America/La_Paz" },
  { "SE Asia Standard Time", "Asia/Bangkok" },
  { "Saint Pierre Standard Time", "America/Miquelon" },
  { "Sakhalin Standard Time", "Asia/Sakhalin" },
  { "Samoa Standard Time", "Pacific/Apia" },
  { "Sao Tome Standard Time", "Africa/Sao_Tome" },
  { "Saratov Standard Time", "Europe/Saratov" },
  { "Singapore Standard Time", "Asia/Singapore" },
  { "South Africa Standard Time", "Africa/Johannesburg" },
  { "South Sudan Standard Time", "Africa/Juba" },
  { "Sri Lanka Standard Time", "Asia/Colombo" },
  { "Sudan Standard Time", "Africa/Khartoum" },
  { "Syria Standard Time", "Asia/Damascus" },
  { "Taipei Standard Time", "Asia/Taipei" },
  { "Tasmania Standard Time", "Australia/Hobart" },
  { "Tocantins Standard Time", "America/Araguaina" },
  { "Tokyo Standard Time", "Asia/Tokyo" },
  { "Tomsk Standard Time", "Asia/Tomsk" },
  { "Tonga Standard Time", "Pacific/Tongatapu" },
  { "Transbaikal Standard Time", "Asia/Chita" },
  { "Turkey Standard Time", "Europe/Istanbul" },
  { "Turks And Caicos Standard Time", "America/Grand_Turk" },
  { "US Eastern Standard Time", "America/Indiana/Indianapolis" },
  { "US Mountain Standard Time", "America/Phoenix" },
  { "UTC", "Etc/UTC" },
  { "UTC+12", "Etc/GMT-12" },
  { "UTC+13", "Etc/GMT-13" },
  { "UTC-02", "Etc/GMT+2" },
  { "UTC-08", "Etc/GMT+8" },
  { "UTC-09", "Etc/GMT+9" },
  { "UTC-11", "Etc/GMT+11" },
  { "Ulaanbaatar Standard Time", "Asia/Ulaanbaatar" },
  { "Venezuela Standard Time", "America/Caracas" },
  { "Vladivostok Standard Time", "Asia/Vladivostok" },
  { "Volgograd Standard Time", "Europe/Volgograd" },
  { "W. Australia Standard Time", "Australia/Perth" },
  { "W. Central Africa Standard Time", "Africa/Lagos" },
  { "W. Europe Standard Time", "Europe/Berlin" },
  { "W. Mongolia Standard Time", "Asia/Hovd" },
  { "West Asia Standard Time", "Asia/Tashkent" },
  { "West Bank Standard Time", "Asia/Hebron" },
  { "West Pacific Standard Time", "Pacific/Port_Moresby" },
  { "Yakutsk Standard Time", "Asia/Yakutsk" },
  { "Yukon Standard Time", "America/Whitehorse" },
};

/* What Windows shows behind "(UTC+01:00) ", and some programs write as the zone's name; sorted by bytes. */
static const Alias windows_labels[] = {
  { "Abu Dhabi, Muscat", "Asia/Dubai" },
  { "Adelaide", "Australia/Adelaide" },
  { "Alaska", "America/Anchorage" },
  { "Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "Europe/Berlin" },
  { "Arizona", "America/Phoenix" },
  { "Athens, Bucharest", "Europe/Bucharest" },
  { "Atlantic Time (Canada)", "America/Halifax" },
  { "Auckland, Wellington", "Pacific/Auckland" },
  { "Azores", "Atlantic/Azores" },
  { "Baghdad", "Asia/Baghdad" },
  { "Baku", "Asia/Baku" },
  { "Bangkok, Hanoi, Jakarta", "Asia/Bangkok" },
  { "Beijing, Chongqing, Hong Kong, Urumqi", "Asia/Shanghai" },
  { "Beirut", "Asia/Beirut" },
  { "Belgrade, Bratislava, Budapest, Ljubljana, Prague", "Europe/Budapest" },
  { "Bogota, Lima, Quito, Rio Branco", "America/Bogota" },
  { "Brasilia", "America/Sao_Paulo" },
  { "Brisbane", "Australia/Brisbane" },
  { "Brussels, Copenhagen, Madrid, Paris", "Europe/Paris" },
  { "Buenos Aires", "America/Argentina/Buenos_Aires" },
  { "Cairo", "Africa/Cairo" },
  { "Canberra, Melbourne, Sydney", "Australia/Sydney" },
  { "Caracas", "America/Caracas" },
  { "Casablanca", "Africa/Casablanca" },
  { "Central America", "America/Guatemala" },
  { "Central Time (US & Canada)", "America/Chicago" },
  { "Chennai, Kolkata, Mumbai, New Delhi", "Asia/Kolkata" },
  { "City of Buenos Aires", "America/Argentina/Buenos_Aires" },
  { "Coordinated Universal Time", "Etc/UTC" },
  { "Darwin", "Australia/Darwin" },
  { "Dhaka", "Asia/Dhaka" },
  { "Dublin, Edinburgh, Lisbon, London", "Europe/London" },
  { "Eastern Time (US & Canada)", "America/New_York" },
  { "Greenwich Mean Time : Dublin, Edinburgh, Lisbon, London", "Europe/London" },
  { "Guadalajara, Mexico City, Monterrey", "America/Mexico_City" },
  { "Harare, Pretoria", "Africa/Johannesburg" },
  { "Hawaii", "Pacific/Honolulu" },
  { "Helsinki, Kyiv, Riga, Sofia, Tallinn, Vilnius", "Europe/Kyiv" },
  { "Hobart", "Australia/Hobart" },
  { "Indiana (East)", "America/Indiana/Indianapolis" },
  { "Irkutsk", "Asia/Irkutsk" },
  { "Islamabad, Karachi", "Asia/Karachi" },
  { "Istanbul", "Europe/Istanbul" },
  { "Jerusalem", "Asia/Jerusalem" },
  { "Kabul", "Asia/Kabul" },
  { "Kathmandu", "Asia/Kathmandu" },
  { "Kuala Lumpur, Singapore", "Asia/Singapore" },
  { "Kuwait, Riyadh", "Asia/Riyadh" },
  { "Minsk", "Europe/Minsk" },
  { "Monrovia, Reykjavik", "Atlantic/Reykjavik" },
  { "Montevideo", "America/Montevideo" },
  { "Moscow, St. Petersburg", "Europe/Moscow" },
  { "Moscow, St. Petersburg, Volgograd", "Europe/Moscow" },
  { "Mountain Time (US & Canada)", "America/Denver" },
  { "Nairobi", "Africa/Nairobi" },
  { "Newfoundland", "America/St_Johns" },
  { "Osaka, Sapporo, Tokyo", "Asia/Tokyo" },
  { "Pacific Time (US & Canada)", "America/Los_Angeles" },
  { "Perth", "Australia/Perth" },
  { "Santiago", "America/Santiago" },
  { "Sarajevo, Skopje, Warsaw, Zagreb", "Europe/Warsaw" },
  { "Saskatchewan", "America/Regina" },
  { "Seoul", "Asia/Seoul" },
  { "Sri Jayawardenepura", "Asia/Colombo" },
  { "Taipei", "Asia/Taipei" },
  { "Tashkent", "Asia/Tashkent" },
  { "Tbilisi", "Asia/Tbilisi" },
  { "Tehran", "Asia/Tehran" },
  { "Vladivostok", "Asia/Vladivostok" },
  { "West Central Africa", "Africa/Lagos" },
  { "Yakutsk", "Asia/Yakutsk" },
  { "Yangon (Rangoon)", "Asia/Yangon" },
  { "Yerevan", "Asia/Yerevan" },
};

/*
 * GLib takes an identifier for a path below the zone database, and for a POSIX rule ("GMT+5" is west of Greenwich there): neither may
 * come from a file. IANA identifiers begin with a capital, hold no dot, and only few of them a digit.
 */
static gboolean
looks_like_iana (const char *identifier)
{
  static const char *const with_digits[] = { "CST6CDT", "EST5EDT", "GMT+0", "GMT-0", "GMT0", "MST7MDT", "PST8PDT", NULL };
  gboolean digit = FALSE;

  if (!g_ascii_isupper (*identifier) || strlen (identifier) > 64)
    return FALSE;

  for (const char *c = identifier; *c != '\0'; c++)
    {
      if (!g_ascii_isalnum (*c) && strchr ("/_+-", *c) == NULL)
        return FALSE;
      digit = digit || g_ascii_isdigit (*c);
    }

  return !digit || g_str_has_prefix (identifier, "Etc/GMT") || g_strv_contains (with_digits, identifier);
}

GTimeZone *
rail_zone_names_new_iana (const char *identifier)
{
  return looks_like_iana (identifier) ? g_time_zone_new_identifier (identifier) : NULL;
}

static int
compare_alias (gconstpointer name,
               gconstpointer alias)
{
  return strcmp (name, ((const Alias *) alias)->name);
}

static GTimeZone *
find_alias (const Alias *aliases,
            gsize count,
            const char *name)
{
  const Alias *alias = bsearch (name, aliases, count, sizeof *aliases, compare_alias);

  return alias != NULL ? rail_zone_names_new_iana (alias->iana) : NULL;
}

/* Exchange numbers a second zone of one name: "Eastern Standard Time 1". */
static GTimeZone *
new_windows (const char *name)
{
  GTimeZone *zone = find_alias (windows_names, G_N_ELEMENTS (windows_names), name);
  gsize length = strlen (name);

  if (zone == NULL && length > 2 && g_ascii_isdigit (name[length - 1]) && name[length - 2] == ' ')
    {
      g_autofree char *plain = g_strndup (name, length - 2);

      zone = find_alias (windows_names, G_N_ELEMENTS (windows_names), plain);
    }
  return zone;
}

/* "(UTC+01:00) Amsterdam, Berlin, ..." */
static GTimeZone *
new_labelled (const char *name)
{
  const char *end = *name == '(' ? strstr (name, ") ") : NULL;

  return end != NULL ? find_alias (windows_labels, G_N_ELEMENTS (windows_labels), end + strlen (") ")) : NULL;
}

/* "GMT+0100", "UTC-05:00", "GMT+1": east of Greenwich is plus, unlike in POSIX and in Etc/GMT+1. */
static GTimeZone *
new_offset (const char *name)
{
  g_autofree char *identifier = NULL;
  const char *digits = name + strlen ("GMT+");
  gsize length;
  guint hours, minutes;

  if ((!g_str_has_prefix (name, "GMT") && !g_str_has_prefix (name, "UTC")) || (name[3] != '+' && name[3] != '-'))
    return NULL;

  length = strspn (digits, "0123456789");
  hours = (guint) g_ascii_strtoull (digits, NULL, 10);
  minutes = 0;
  if (length == 4 && digits[length] == '\0')
    {
      minutes = hours % 100;
      hours = hours / 100;
    }
  else if ((length == 1 || length == 2) && digits[length] == ':' && strspn (digits + length + 1, "0123456789") == 2 && digits[length + 3] == '\0')
    {
      minutes = (guint) g_ascii_strtoull (digits + length + 1, NULL, 10);
    }
  else if (length < 1 || length > 2 || digits[length] != '\0')
    {
      return NULL;
    }
  if (hours > 14 || minutes > 59)
    return NULL;

  identifier = g_strdup_printf ("%c%02u:%02u", name[3], hours, minutes);
  return g_time_zone_new_identifier (identifier);
}

/* Identifiers have one to three segments; the longest tail that is one wins. */
static GTimeZone *
new_prefixed (const char *name)
{
  for (const char *slash = *name == '/' ? name : NULL; slash != NULL; slash = strchr (slash + 1, '/'))
    {
      GTimeZone *zone = rail_zone_names_new_iana (slash + 1);

      if (zone != NULL)
        return zone;
    }

  return NULL;
}

GTimeZone *
rail_zone_names_new_alias (const char *name)
{
  GTimeZone *zone = new_windows (name);

  if (zone == NULL)
    zone = new_labelled (name);
  if (zone == NULL)
    zone = new_offset (name);
  if (zone == NULL && (g_str_equal (name, "Z") || g_str_equal (name, "tzone://Microsoft/Utc")))
    zone = g_time_zone_new_utc ();
  return zone != NULL ? zone : new_prefixed (name);
}
