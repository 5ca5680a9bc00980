#include "config.h"

#include "coach/everyday-words.h"

#include <string.h>

/* Each between spaces, so that a word is found with them around it. */
static const char everyday[] =
    " abril adler aglio agnello agosto agua aguila alegre alegria allegra allegri alt amado amato amber amico amor amsel an ange angel angeles "
    "angelo anglais anima anjo anker april aranha arce arena argento arm arroyo art august aurora autumn avis azzurra bach backer baker balken "
    "ball ballesta bank banks bar barba barber baron barre barrera barrio barros bart basile bass bassi bauer baum bay beach bean beau becker "
    "beer bein bela bell bella belle bello belo bene benedetto benvenuto berg berger best bianca bianco bieber biene bill bionda birch bird "
    "bischof bishop bitter black blanc blanca blanchard blanche blanco blank blond blue blum bo boa bock bode boden bohne bois bom bon bond "
    "bonheur bonnet booth bosco boss bouche boucher boulanger bourgeois braga branca branch branco brand brauer braun bravi bravo breit bright "
    "brook brot brown bruck bruder brun bruna brune buch bucher buchner buck bud buena bueno bull buono busch bush butler byte caballero cabello "
    "cabeza caldo call calle calvo camara camino camp campana campo campos camus canale candela candy cane canto cantore capitan cappelli capra "
    "cara caridad carol carpenter carpentier carpintero carre carrera carter casa casado casale casas cash cavaleiro cavallo celeste cerise "
    "chance chandler chanson chapelle chase chat chauvin cher cherry chevalier chevallier chi chiara chiesa chip christian church cielo claire "
    "clara clare claro clay clear clerc cliff close coal cole colina colomba colombe colt conde constant consuelo conte cook cooper coral corda "
    "cordeiro cordero corona corral corso corte corvo costa cote cotton court couturier craft crane cravo croce cross cruz crystal cuesta cueva "
    "cunha dai daim daisy dame dar dash dawn day dean deer desire destiny diamond dick dieu diner do dolce dolly domingo donna dorn doux dove "
    "drake dreher drew duc duke duque dur earl early eastern eder ehrlich eiche eigen eis ember encarnacion enero engel england erde espada "
    "esperanca esperanza esser estrela estrella etoile eve ever faith falk falke fall farber faria farina farmer fass faucon faust fava fay fe "
    "feather feder feil feld felice feliz ferme fern ferrand ferrer fest fett feuer fevre fidele fiedler field fields fille fils fiore fiori "
    "fischer fish fisher fiume flamme fleischer fleiss fleur flick flint flor flora flores flower fontaine fontana fonte fontes ford forest foret "
    "forster fort forte fortuna fox frade franc franca france franchi frank frate free freedom freeman frei freitag french freund friend frisch "
    "frohlich fromm frost fruh fuchs fuente fuentes fuerte fuller furst gaillard galan gallo gama gans garde gardener gardner garland garnier "
    "garten gartner garza gast gato gatto gay geiger gelb gem gene general gentil gentile gerber gerecht german gern gesu giglio gill ginger "
    "gioia giorno giusta giusti giusto glaser glass glocke gloire gloria glory gluck gold golden good gott gourmand grace gracia gracias graf "
    "grand grande grange grant gras grasso grave graves gray green greene greif grey gries griffin grillo gros gross grove gruber grun grund "
    "guapo guerin guerra guerre guide gut guy haar haas hafer hahn hall hals ham hammel hammer han hand handel hank hard hardt harmony harp hart "
    "harvest hase haupt hauser haven hawk hay hazel head heath heaven heide heil heiland hein held heller herb herbst hermoso hero herr herz "
    "herzog heu heureux hidalgo hierro hill himmel hirsch hiver ho hoch hofer holiday holly holz honey honig hood hook hope horn house howl hoyos "
    "huf hunt hunter hut iglesia in infante iris iron italia ivory ivy izquierdo jade jager jardim jardin jazz jean jewel job jolie joly jour "
    "journee joy ju judge juillet juin julho june jung junge jungmann junho junior jury just juste justice kaiser kalt kasten kauf keller kern "
    "kessel key ki kiefer king kirsch klein klug knecht knight knopf ko koch konig kopf korb korn kraft krank kranz krebs krieg krone krug kuhl "
    "kunst kurz la lack laine lake lamb lamm lance land landmann lane lange large lark laub laurier laut law le leal lee legros lehrer leicht "
    "leite leiter lemoine leon lesser letizia levy libera libero licht lieb liebe lieder light lily lima lime linda linde linden link lion little "
    "llama llano lob lock lohn long longo lord los lott loup love loyal lu lua luc luce luck luft luna lupo lustig luz ma mace macho maestro "
    "magno mai maio maitre major man manor mar marchand marche marcos mare marine marinho mariscal mark marks markt marsh marshal marshall martes "
    "marz mason massa masse mata matin mattina maurer maus may mayo mayor mead mehl mei meister mel mela mele melo melon menage mendigo mensch "
    "mercado mercier mercy merino merit merry mesa meunier miele milagros milano milde miles mill mille miller millet mills min miner ming mint "
    "miracle misty mo moine molina molinero moller monaco mond mondo monje montag montana monte montes moody moon moral more morgen morn morra "
    "moss mota moulin mountain mund munz muro mustard mut mutter myrtle nagel nam nass natal navarre nave neat neige neri nero neu nieto noble "
    "nobre noce noche noir noire noite nord north notte novo nuit nuss oak ocean ochs odd olive olivo olmo oncle opal oro orso ost ott ours pace "
    "pagano page pain paix palacio palm palma palmer paloma palomo pan pane pansy papin papst pardal parent paris park parker parks parra parrot "
    "parsons pascal pascua pasteur pastor pastore pat patience patty paz peace peach pearl pecora peixe pelletier pelz pena penha penny pepper "
    "pera peral pere perla perle pesce petit petite pfaff pfarrer pfeffer pfeifer pfeil pfister pi piano piazza pickle piedra pierre pietra pike "
    "pilar pilgrim pimenta pin pinho pino pinto piper plant plante plata platz plaza plum po poe poggio poire poirier poisson pole polo pombo "
    "pomme pommier pond pont ponte poole pope poppy porta porte porter porto post potter poulain power prado prata prato pre precious premier "
    "preto price pride priest primo prince princess prior probst promise prudence prune puce puente puerta puits queen quick quinto rabe rad rain "
    "rainha ramo raposo rat rau rauch raum raven ray re read reader ready real recht redondo reed reef refugio rego reich reif rein reine reis "
    "reiter rest rey reyes riccio ricco rice rich richter rico ridge riese rincon ring rio rios rise ritter riva rivage river rivers riviere rob "
    "robin robles roca rocha roche rock rocky rohr roi rojas rojo roman root rosa rosario rosas rose rossa rossignol rosso rot roth roue rouge "
    "roy royal royer rubio ruby rueda ruf ruhe rush rusty sa sabio sable sacco sack saft sage sailor saint sala salas sale sales salgado salle "
    "salt sand sander sandy sang santa santerre santi santo santos sattler sauer savage saver savior say schade schaf schafer scharf schatz "
    "schenk schick schild schilling schimmel schlosser schnee schneider schnell schon schreiber schreiner schuh schuler schuster schutz schwab "
    "schwan schwarz schwarzer seal season secondo see segura seidel seigneur seiler seitz self sell seller sellier sera serena serenity sereno "
    "sergente serpent serra sesto shade shadow sharp shaw shell shepherd shield ship shore short si sieg sierra silber silver simple singer skip "
    "sky small smart snow so sohn sol solange sole soledad soleil solo sommer song sonntag sorge soto south spark sparks speaker spear spears "
    "specht sperling spiegel spiel spitz sposito spring stahl stamm star stark starr steel steele stein stella stern stier still stock stolz "
    "stone storch storm story street streit strich strom strong stumpf sturm sue summer summers sun sunday sunny suss swan sweet swift ta tab tag "
    "tailleur tan tanne tasca taube teal teich tempo temps terra terre teufel thal thorn thrift tierra tiger tisch to tod toll top topf toro "
    "torre tosto tournier town trace traum trento treu trigo trindade trinity trip tripp trost true tu turm uva vale valente valentine valiente "
    "valle vallee van vaquero vater vega vela vento venus vera verde verdi verger vero verrier vetter vicario victory vie viejo viel vigne "
    "vigneron vila villa ville vinho vino viola violet violette virtud vita vitoria vittoria vivid vogel voisin volant volk voll volpe von wa "
    "wachter wade wahl wald wall walls waltz wan wand ward warden warner warren water waters way weeks weg wein weis weiss weller welt wenig wenz "
    "werk west wheeler white wiese wild wilder will willow wills win wind wing winkel winner winter wirt wirth wise wolf wolfe wolff wolke wong "
    "wood woods woody workman wort wren wright wu wunder wunsch ya yan yard yo york you young zapatero zart zeit zen ziegler zimmer zimmermann "
    "zopf zorn zorro zweig ";

static const char calendar[] =
    " abril agosto aout april aprile august autumn avril december decembre dezember dezembro dicembre diciembre dienstag dimanche domenica domingo "
    "enero estate ete fall febbraio febrero februar february fevereiro fevrier freitag friday gennaio giugno herbst hiver inverno janeiro januar "
    "january janvier juillet juin julho juli julio july june junho juni junio luglio lundi lunes maggio mai maio march marco mars martes marz "
    "marzo may mayo monday montag november novembre noviembre october octobre octubre oktober ottobre outubro primavera sabado samstag september "
    "septembre septiembre setembro settembre sommer sonntag spring summer sunday verano viernes winter ";

static const char determiners[] =
    " a al alla allo am an another ans any ao aos as au aux beim ce ces cet cette da dal dalla das de dein del dem den der des die diese diesem "
    "diesen dieser dieses do dos du each ein eine einem einen einer eines el esa ese esse esta estas este estos every gli her his i ihr ihre il "
    "im ins isto its jede jeder jedes kein keine keinem keinen keiner la las le les leur leurs lo los ma mein meine meinem meinen meiner mes meu "
    "mi mia minha mio mis mon my na nas nel nella no nos notre o os our questa questo sa sein seine ses seu some su sua sul sulla suo sus ta tes "
    "that the their these this those ton tu tua tuo tus um uma un una unas une uno unos unser unsere vom votre your zum zur ";

static const char times[] =
    " a ab after anfang ate before bis by da dal debut depuis dernier desde during early em en ende entro every fin fino from hasta im in jeden "
    "jusqu kommenden last late letzten mi mid mitte nachsten next no of on pasado per prochain prossimo proximo scorso seit since this till until ";

static const char titles[] =
    " colega colleague collega collegue don dona dott dottor dottore dottoressa doutor doutora dr fr frau fraulein herr herrn hr kollege kollegen "
    "kollegin lady m madame mademoiselle miss mlle mme monsieur mr mrs ms prof professor senhor senhora senor senora senorita sig signor signora "
    "signore sigra sir sr sra srta ";

static const char deeds[] =
    " acha and arbeitet asked asks avait braucht came comes dice diceva did didn dijo disait disse dit diz does doesn e era est esta estaba estava "
    "et etait feels felt findet fragt geht ging ha had has hasn hat hatte is isn ist kam kann keeps kept kommt lavora leaves left macht meint "
    "meinte mochte needed needs pensa pense piensa quer quiere sagt sagte said says seems tells tem tenia thinks thought tiene tinha told trabaja "
    "trabalha travaille und vem veut viene vient voulait vuole wanted wants war was wasn will wollte won worked works y ";

static gboolean
has (const char *words,
     const char *word)
{
  g_autofree char *parted = g_strconcat (" ", word, " ", NULL);

  return *word != '\0' && strstr (words, parted) != NULL;
}

gboolean
rail_everyday_words_contain (const char *word)
{
  return has (everyday, word);
}

gboolean
rail_everyday_words_is_calendar (const char *word)
{
  return has (calendar, word);
}

gboolean
rail_everyday_words_is_determiner (const char *word)
{
  return has (determiners, word);
}

gboolean
rail_everyday_words_is_time (const char *word)
{
  return has (times, word);
}

gboolean
rail_everyday_words_is_title (const char *word)
{
  return has (titles, word);
}

gboolean
rail_everyday_words_is_deed (const char *word)
{
  return has (deeds, word);
}
