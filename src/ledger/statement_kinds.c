/* The kinds of statements and their fields; the rules are what real policies ask for: grounds
 * for each measure, lesser measures considered, reasons in both languages, an end for everything. */
#include "ledger/statement.h"

const struct field statement_common[] = {
    {"by", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "who says it: a principal of the allowed signers"},
    {"case", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "the matter it belongs to"},
    {"kind", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "what kind of statement it is"},
    {"time", FIELD_TIME, FIELD_REQUIRED, NULL, NULL, "when it was said"},
    {0},
};

static const struct field acquisition[] = {
    {"artifacts", FIELD_DIGESTS, FIELD_REQUIRED | FIELD_SOME, NULL, NULL, "the files, by digest"},
    {"date", FIELD_DATE, FIELD_REQUIRED, NULL, NULL, "when they were obtained"},
    {"device", FIELD_TEXT, FIELD_REDACTABLE, NULL, NULL, "the model of the device they came from or for"},
    {"from", FIELD_CHOICE, FIELD_REQUIRED, "store device vendor other", NULL, "where they came from"},
    {"region", FIELD_TEXT, 0, NULL, NULL, "the region of the store"},
    {"store", FIELD_TEXT, 0, NULL, NULL, "the store, or what else 'from' means"},
    {"tool", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "what they were fetched with"},
    {0},
};

static const struct field evaluation[] = {
    {"artifacts", FIELD_DIGESTS, FIELD_REQUIRED | FIELD_SOME, NULL, NULL, "the files that were evaluated"},
    {"record", FIELD_DIGEST, FIELD_REQUIRED, NULL, NULL, "the record, without its line feed"},
    {"result", FIELD_CHOICE, FIELD_REQUIRED, "met met-with-conditions not-met undetermined", NULL, "its result"},
    {0},
};

static const struct field exhibit[] = {
    {"citation", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "where it is found"},
    {"credibility", FIELD_CHOICE, FIELD_REQUIRED, "1 2 3 4 5 6", NULL, "of what it says: 1 confirmed to 6 cannot be judged"},
    {"date", FIELD_DATE, FIELD_REQUIRED, NULL, NULL, "of the exhibit"},
    {"digest", FIELD_DIGEST, FIELD_REQUIRED, NULL, NULL, "of its bytes; of a sealed one a salted commitment"},
    {"for", FIELD_TEXT, FIELD_REQUIRED | FIELD_REDACTABLE, NULL, NULL, "what it is cited for"},
    {"reliability", FIELD_CHOICE, FIELD_REQUIRED, "A B C D E F", NULL, "of its source: A reliable to F cannot be judged"},
    {"sealed", FIELD_CHOICE, FIELD_REQUIRED, "yes no", NULL, "whether the vendor does not get to see it"},
    {"summary", FIELD_TEXT, 0, NULL, NULL, "an unclassified summary, of a sealed one"},
    {0},
};

static const struct field finding[] = {
    {"criterion", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "the question"},
    {"record", FIELD_DIGEST, FIELD_REQUIRED, NULL, NULL, "the record that has the finding"},
    {"subject", FIELD_TEXT, 0, NULL, NULL, "one of its subjects; all when left out"},
    {0},
};

static const struct field notice[] = {
    {"findings", FIELD_ROWS, FIELD_REQUIRED | FIELD_SOME, NULL, finding, "what the vendor is told"},
    {"given", FIELD_CHOICE, FIELD_REQUIRED, "given late withheld", NULL, "whether the vendor gets it in time"},
    {"ground", FIELD_TEXT, 0, NULL, NULL, "why it is late or withheld"},
    {"to", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "the vendor"},
    {"window", FIELD_DATE, FIELD_REQUIRED, NULL, NULL, "the last day for a response"},
    {0},
};

static const struct field answer[] = {
    {"criterion", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "the question answered"},
    {"says", FIELD_TEXT, FIELD_REQUIRED | FIELD_REDACTABLE, NULL, NULL, "what the vendor says"},
    {0},
};

static const struct field response[] = {
    {"answers", FIELD_ROWS, FIELD_REQUIRED | FIELD_SOME, NULL, answer, "finding by finding"},
    {"notice", FIELD_DIGEST, FIELD_REQUIRED, NULL, NULL, "the notice it answers"},
    {0},
};

static const struct field measure[] = {
    {"exhibits", FIELD_DIGESTS, FIELD_REQUIRED, NULL, NULL, "exhibits it rests on"},
    {"findings", FIELD_TEXTS, FIELD_REQUIRED, NULL, NULL, "criteria whose findings it rests on"},
    {"lesser", FIELD_TEXTS, FIELD_REQUIRED | FIELD_SOME, NULL, NULL, "lesser measures considered, and why not"},
    {"measure", FIELD_CHOICE, FIELD_REQUIRED, "remove block-install block-traffic restrict monitor allow", NULL,
     "what is done"},
    {0},
};

static const struct field reply[] = {
    {"disposition", FIELD_CHOICE, FIELD_REQUIRED, "accepted rejected considered", NULL, "what became of it"},
    {"reasons", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "why"},
    {"statement", FIELD_DIGEST, FIELD_REQUIRED, NULL, NULL, "the response or proposal"},
    {0},
};

static const struct field determination[] = {
    {"authority", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "who decides"},
    {"block_by", FIELD_DATE, 0, NULL, NULL, "when traffic and downloads are blocked at the latest"},
    {"effective", FIELD_DATE, FIELD_REQUIRED, NULL, NULL, "from when it holds"},
    {"identify_by", FIELD_DATE, 0, NULL, NULL, "when devices with the app are known at the latest"},
    {"legal_authority", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "under which law or policy"},
    {"measures", FIELD_ROWS, FIELD_REQUIRED | FIELD_SOME, NULL, measure, "what is done, each with its grounds"},
    {"not_claimed", FIELD_TEXTS, FIELD_REQUIRED | FIELD_SOME, NULL, NULL, "what is not claimed"},
    {"office", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "in which office"},
    {"outcome", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "in the authority's words"},
    {"reasons_en", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "reasons in English"},
    {"reasons_fr", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "reasons in French"},
    {"remove_by", FIELD_DATE, 0, NULL, NULL, "when the app is gone from devices at the latest"},
    {"replies", FIELD_ROWS, FIELD_REQUIRED, NULL, reply, "to each response and proposal"},
    {"review_by", FIELD_DATE, FIELD_REQUIRED, NULL, NULL, "when it is looked at again"},
    {"scope", FIELD_TEXTS, FIELD_REQUIRED | FIELD_SOME, NULL, NULL, "devices, groups and planes"},
    {"sealed", FIELD_NUMBER, FIELD_REQUIRED, NULL, NULL, "how many exhibits the vendor did not see"},
    {"subject", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "the family, app or signer"},
    {"subject_kind", FIELD_CHOICE, FIELD_REQUIRED, "family app signer", NULL, "which of these"},
    {"supersedes", FIELD_DIGEST, 0, NULL, NULL, "the determination it takes the place of"},
    {0},
};

static bool given(const struct json_node *s, const char *field, const char *word)
{
    const struct json_node *n = json_get(s, field);

    return n != NULL && n->kind == JSON_TEXT && bytes_is(n->text, word);
}

static bool rule_exhibit(const struct json_node *s, struct error *e)
{
    return !given(s, "sealed", "yes") || json_get(s, "summary") != NULL ||
           error_set(e, ERROR_FORMAT, s->at, "summary: a sealed exhibit needs an unclassified summary");
}

/* Whether the day of one field is not before that of another (the first ten characters of a time are its day). */
static bool ordered(const struct json_node *s, const char *first, const char *second, struct error *e)
{
    const struct json_node *a = json_get(s, first), *b = json_get(s, second);
    struct bytes day;

    if (a == NULL || b == NULL)
        return true;
    bytes_slice(a->text, 0, 10, &day);
    return bytes_compare(day, b->text) <= 0 ||
           error_set(e, ERROR_FORMAT, b->at, "%s: is before %s", second, first);
}

static bool rule_notice(const struct json_node *s, struct error *e)
{
    if (!given(s, "given", "given") && json_get(s, "ground") == NULL)
        return error_set(e, ERROR_FORMAT, s->at, "ground: a notice is late or withheld only on a stated ground");
    return ordered(s, "time", "window", e);
}

static bool rule_determination(const struct json_node *s, struct error *e)
{
    unsigned number = 0;

    for (const struct json_node *m = json_get(s, "measures")->first; m != NULL; m = m->next, number++)
        if (json_get(m, "findings")->count == 0 && json_get(m, "exhibits")->count == 0)
            return error_set(e, ERROR_FORMAT, m->at, "measures[%u]: a measure without a ground: findings and exhibits are "
                                                     "both empty", number);
    return ordered(s, "effective", "review_by", e) && ordered(s, "effective", "identify_by", e) &&
           ordered(s, "effective", "remove_by", e) && ordered(s, "effective", "block_by", e);
}

static const struct statement_kind kinds[] = {
    {"acquisition", "how the bytes were obtained", acquisition, NULL},
    {"determination", "what an authority decides, on which grounds", determination, rule_determination},
    {"evaluation", "this record stands for these files", evaluation, NULL},
    {"exhibit", "any other evidence", exhibit, rule_exhibit},
    {"notice", "the findings a vendor is told, and until when to answer", notice, rule_notice},
    {"response", "what the vendor answers, finding by finding", response, NULL},
};

const struct statement_kind *statement_kind_at(size_t i)
{
    return i < sizeof kinds / sizeof *kinds ? &kinds[i] : NULL;
}

const struct statement_kind *statement_kind(struct bytes name)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (bytes_is(name, kinds[i].name))
            return &kinds[i];
    return NULL;
}
