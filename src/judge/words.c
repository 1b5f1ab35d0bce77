#include "judge/words.h"

#include <stdlib.h>
#include <string.h>

enum language language_of_environment(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};

    for (int i = 0; i < 3; i++) {
        const char *value = getenv(names[i]);
        if (value != NULL && value[0] != 0)
            return strncmp(value, "fr", 2) == 0 ? FRENCH : ENGLISH;
    }
    return ENGLISH;
}

static const char *const words[WORDS][2] = {
    [WORD_MET] = {"MET", "SATISFAITE"},
    [WORD_CONDITIONS] = {"MET WITH CONDITIONS", "SATISFAITE SOUS CONDITIONS"},
    [WORD_NOT_MET] = {"NOT MET", "NON SATISFAITE"},
    [WORD_UNDETERMINED] = {"UNDETERMINED", "INDÉTERMINÉE"},
    [WORD_POLICY] = {"policy", "politique"},
    [WORD_OBTAINED_UNSTATED] = {"obtained: not stated", "provenance : non déclarée"},
    [WORD_SIGNER] = {"signed by", "signée par"},
    [WORD_UNSIGNED] = {"no signer", "aucun signataire"},
    [WORD_YES] = {"YES", "OUI"},
    [WORD_ASKS_FOR] = {"Asks for", "Demande"},
    [WORD_SPECIAL] = {"special access, granted in settings", "accès spécial, accordé dans les paramètres"},
    [WORD_ADDED] = {"added by the platform for its old target level",
                    "ajoutées par la plateforme pour son ancien niveau cible"},
    [WORD_REACHABLE] = {"Other apps can reach, without a permission",
                        "D'autres applications atteignent, sans permission"},
    [WORD_NOBODY] = {"Other apps can reach nothing without a permission",
                     "D'autres applications n'atteignent rien sans permission"},
    [WORD_ODD] = {"Odd in the files", "Singularités des fichiers"},
    [WORD_NOTHING_ODD] = {"Nothing odd in the files", "Aucune singularité dans les fichiers"},
    [WORD_NOT_EXAMINED] = {"Not examined", "Non examiné"},
    [WORD_ALL_EXAMINED] = {"Everything was examined", "Tout a été examiné"},
    [WORD_NO_APP] = {"no app that could be read", "aucune application lisible"},
    [WORD_FAILED] = {"could not be examined", "n'a pas pu être examinée"},
    [WORD_BECAUSE] = {"because of", "en raison de"},
    [WORD_VERIFIED] = {"verified", "vérifiée"},
    [WORD_NOT_VERIFIED] = {"NOT verified", "NON vérifiée"},
    [WORD_UNDETERMINED_HEAD] = {"Undetermined", "Indéterminé"},
    [WORD_INFO] = {"info", "info"},
    [WORD_LOW] = {"low", "faible"},
    [WORD_MEDIUM] = {"medium", "moyenne"},
    [WORD_HIGH] = {"high", "élevée"},
    [WORD_CRITICAL] = {"critical", "critique"},
};

const char *word(enum language l, enum word w)
{
    return words[w][l];
}

const char *grade_words(enum language l, struct bytes grade)
{
    static const struct {
        const char *grade;
        const char *words[2];
    } grades[] = {
        {"present", {"only named", "seulement nommé"}},
        {"referenced", {"referred to, called by no code", "référencé, appelé par aucun code"}},
        {"called", {"called by code that nothing is seen to run", "appelé par du code que rien ne semble exécuter"}},
        {"reachable",
         {"can be reached from what the platform calls", "atteignable depuis ce qu'appelle la plateforme"}},
        {"permitted", {"can be reached, and nothing stands in the way", "atteignable, et rien ne s'y oppose"}},
    };

    for (size_t i = 0; i < sizeof grades / sizeof *grades; i++)
        if (bytes_is(grade, grades[i].grade))
            return grades[i].words[l];
    return "";
}
