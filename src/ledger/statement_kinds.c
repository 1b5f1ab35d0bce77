/* The kinds of statements and their fields. What every kind asks for is what real policies and reviews asked of
 * decisions: where evidence comes from, notice and a window, an answer to each answer, lesser measures, an end. */
#include "ledger/statement_rules.h"

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

static const struct field appeal[] = {
    {"determination", FIELD_DIGEST, FIELD_REQUIRED, "determination", NULL, "the determination it is about"},
    {"grounds", FIELD_TEXTS, FIELD_REQUIRED | FIELD_SOME, NULL, NULL, "why it should not stand"},
    {"seeks", FIELD_CHOICE, FIELD_REQUIRED, "revocation amendment", NULL, "what is asked for"},
    {0},
};

static const struct field measure[] = {
    {"exhibits", FIELD_DIGESTS, FIELD_REQUIRED, "exhibit", NULL, "exhibits it rests on"},
    {"findings", FIELD_TEXTS, FIELD_REQUIRED, NULL, NULL, "criteria whose findings it rests on"},
    {"lesser", FIELD_TEXTS, FIELD_REQUIRED | FIELD_SOME, NULL, NULL, "lesser measures considered, and why not"},
    {"measure", FIELD_CHOICE, FIELD_REQUIRED, "remove block-install block-traffic restrict monitor allow", NULL,
     "what is done"},
    {0},
};

static const struct field reply[] = {
    {"disposition", FIELD_CHOICE, FIELD_REQUIRED, "accepted rejected considered", NULL, "what became of it"},
    {"reasons", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "the reasons why"},
    {"statement", FIELD_DIGEST, FIELD_REQUIRED, "response proposal", NULL, "the response or proposal"},
    {0},
};

static const struct field determination[] = {
    {"apps", FIELD_TEXTS, 0, NULL, NULL, "the apps it names, by package or bundle id"},
    {"authority", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "who decides"},
    {"block_by", FIELD_DATE, 0, NULL, NULL, "when traffic and downloads are blocked at the latest"},
    {"comparators_reason", FIELD_TEXT, 0, NULL, NULL,
     "why apps that fail the same questions among the comparators are not named"},
    {"effective", FIELD_DATE, FIELD_REQUIRED, NULL, NULL, "from when it holds"},
    {"identify_by", FIELD_DATE, 0, NULL, NULL, "when devices with the app are known at the latest"},
    {"legal_authority", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "under which law or policy"},
    {"measures", FIELD_ROWS, FIELD_REQUIRED | FIELD_SOME, NULL, measure, "what is done, each with its grounds"},
    {"not_claimed", FIELD_TEXTS, FIELD_REQUIRED | FIELD_SOME, NULL, NULL, "what is not claimed"},
    {"office", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "in which office"},
    {"outcome", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "in the authority's words"},
    {"planes", FIELD_TEXTS, 0, NULL, NULL, "the planes it is carried out on; all when left out"},
    {"reasons_en", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "reasons in English"},
    {"reasons_fr", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "reasons in French"},
    {"remove_by", FIELD_DATE, 0, NULL, NULL, "when the app is gone from devices at the latest"},
    {"replies", FIELD_ROWS, FIELD_REQUIRED, NULL, reply, "to each response and proposal"},
    {"review_by", FIELD_DATE, FIELD_REQUIRED, NULL, NULL, "when it is looked at again"},
    {"scope", FIELD_TEXTS, FIELD_REQUIRED | FIELD_SOME, NULL, NULL, "the devices and groups it holds for"},
    {"sealed", FIELD_NUMBER, FIELD_REQUIRED, NULL, NULL, "how many exhibits the vendor did not see"},
    {"subject", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "the family, app or signer"},
    {"subject_kind", FIELD_CHOICE, FIELD_REQUIRED, "family app signer", NULL, "which of these"},
    {"successors", FIELD_TEXTS, 0, NULL, NULL, "successors and parents of the subject that it holds for too"},
    {"supersedes", FIELD_DIGEST, 0, "determination", NULL, "the determination it takes the place of"},
    {"traffic", FIELD_CHOICE, 0, "app-only app-and-traffic", NULL, "whether web use of the same service is meant too"},
    {0},
};

static const struct field disposal[] = {
    {"ground", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "under which retention rule"},
    {"statement", FIELD_DIGEST, FIELD_REQUIRED, "*", NULL, "the statement whose body is disposed of; its proofs stay"},
    {0},
};

static const struct field comparator[] = {
    {"app", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "the app, by package or bundle id"},
    {"artifact", FIELD_DIGEST, FIELD_REQUIRED, NULL, NULL, "the file it was read from"},
    {"fails", FIELD_TEXTS, FIELD_REQUIRED, NULL, NULL, "the questions it answers like the app evaluated: yes"},
    {0},
};

static const struct field evaluation[] = {
    {"artifacts", FIELD_DIGESTS, FIELD_REQUIRED | FIELD_SOME, NULL, NULL, "the files that were evaluated"},
    {"comparators", FIELD_ROWS, 0, NULL, comparator, "comparable apps of the record that answer a question alike"},
    {"record", FIELD_DIGEST, FIELD_REQUIRED, NULL, NULL, "the record, without its line feed"},
    {"result", FIELD_CHOICE, FIELD_REQUIRED, "met met-with-conditions not-met undetermined", NULL, "its result"},
    {0},
};

static const struct field mitigation[] = {
    {"check", FIELD_CHOICE, FIELD_REQUIRED,
     "separate-device no-official-data secured-when-unused minimal-personal-data delete-when-done version network other",
     NULL, "what can be checked"},
    {"value", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "what the check has to find"},
    {0},
};

static const struct field exception[] = {
    {"approver", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "the official who grants it"},
    {"critical", FIELD_TEXT, FIELD_REQUIRED | FIELD_REDACTABLE, NULL, NULL, "why the work needs it and nothing else will do"},
    {"determination", FIELD_DIGEST, FIELD_REQUIRED, "determination", NULL, "the determination it is an exception to"},
    {"device", FIELD_TEXT, FIELD_REDACTABLE, NULL, NULL, "the one device; this or a group"},
    {"expires", FIELD_DATE, FIELD_REQUIRED, NULL, NULL, "the last day it holds, within a year"},
    {"ground", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "one of the policy's closed list"},
    {"group", FIELD_TEXT, FIELD_REDACTABLE, NULL, NULL, "the one group of devices"},
    {"mitigations", FIELD_ROWS, FIELD_REQUIRED | FIELD_SOME, NULL, mitigation, "what keeps the risk small, as checks"},
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

static const struct field reach[] = {
    {"capability", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "what the app could reach there"},
    {"grade", FIELD_CHOICE, FIELD_REQUIRED, "present referenced called reachable permitted", NULL, "borne out how far"},
    {0},
};

static const struct field exposure[] = {
    {"conclusion", FIELD_CHOICE, FIELD_REQUIRED, "evidence-of-compromise no-evidence-of-compromise not-examined", NULL,
     "what the telemetry examined shows, and no more"},
    {"devices", FIELD_NUMBER, FIELD_REQUIRED, NULL, NULL, "on how many devices the app was present"},
    {"examined", FIELD_TEXTS, FIELD_REQUIRED, NULL, NULL, "the telemetry that was examined, with its span of time"},
    {"list", FIELD_DIGEST, FIELD_REDACTABLE, NULL, NULL, "of the list of those devices"},
    {"not_examined", FIELD_TEXTS, FIELD_REQUIRED, NULL, NULL, "the telemetry that was not, and why"},
    {"reach", FIELD_ROWS, FIELD_REQUIRED, NULL, reach, "what the app could reach there, by grade"},
    {"record", FIELD_DIGEST, 0, NULL, NULL, "the record that says so"},
    {"since", FIELD_DATE, FIELD_REQUIRED, NULL, NULL, "since when at the latest"},
    {"until", FIELD_DATE, FIELD_REQUIRED, NULL, NULL, "the last day looked at"},
    {0},
};

static const struct field extension[] = {
    {"clock", FIELD_CHOICE, FIELD_REQUIRED, "window identify_by remove_by block_by review_by", NULL, "which clock runs longer"},
    {"ground", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "the reasons why"},
    {"statement", FIELD_DIGEST, FIELD_REQUIRED, "notice determination", NULL, "the notice or determination that has the clock"},
    {"until", FIELD_DATE, FIELD_REQUIRED, NULL, NULL, "the new last day"},
    {0},
};

static const struct field hold[] = {
    {"custodian", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "who preserves the records"},
    {"ground", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "under which law or order"},
    {"records", FIELD_TEXTS, FIELD_REQUIRED | FIELD_SOME, NULL, NULL, "what has to be preserved before anything is removed"},
    {"scope", FIELD_TEXTS, FIELD_REQUIRED | FIELD_SOME, NULL, NULL, "the devices and groups it holds for"},
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

static const struct field proposal[] = {
    {"answers", FIELD_TEXTS, FIELD_REQUIRED | FIELD_SOME, NULL, NULL, "the criteria whose findings it would remove"},
    {"mitigation", FIELD_TEXT, FIELD_REQUIRED | FIELD_REDACTABLE, NULL, NULL, "what the vendor offers"},
    {"notice", FIELD_DIGEST, FIELD_REQUIRED, "notice", NULL, "the notice it answers"},
    {"verify", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "how it can be checked that it was done"},
    {0},
};

static const struct field redaction[] = {
    {"field", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "the field left out"},
    {"ground", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "under which exemption"},
    {"official", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "who decided that"},
    {"statement", FIELD_DIGEST, FIELD_REQUIRED, "*", NULL, "the statement it is left out of"},
    {0},
};

static const struct field release[] = {
    {"edition", FIELD_DIGEST, FIELD_REQUIRED, NULL, NULL, "of the public edition"},
    {"notices", FIELD_DIGESTS, 0, "third-party-notice", NULL, "to those whose confidential passages it has"},
    {"redactions", FIELD_ROWS, FIELD_REQUIRED, NULL, redaction, "what is left out, each with its ground"},
    {"statements", FIELD_DIGESTS, FIELD_REQUIRED | FIELD_SOME, "*", NULL, "the statements it has"},
    {0},
};

static const struct field answer[] = {
    {"criterion", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "the question answered"},
    {"says", FIELD_TEXT, FIELD_REQUIRED | FIELD_REDACTABLE, NULL, NULL, "what the vendor says"},
    {0},
};

static const struct field response[] = {
    {"answers", FIELD_ROWS, FIELD_REQUIRED | FIELD_SOME, NULL, answer, "finding by finding"},
    {"notice", FIELD_DIGEST, FIELD_REQUIRED, "notice", NULL, "the notice it answers"},
    {0},
};

static const struct field review[] = {
    {"appeal", FIELD_DIGEST, 0, "appeal", NULL, "the appeal it decides; none when the day of review came"},
    {"determination", FIELD_DIGEST, FIELD_REQUIRED, "determination", NULL, "the determination looked at again"},
    {"outcome", FIELD_CHOICE, FIELD_REQUIRED, "maintain amend revoke", NULL, "whether it stands"},
    {"reasons_en", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "reasons in English"},
    {"reasons_fr", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "reasons in French"},
    {"replies", FIELD_ROWS, FIELD_REQUIRED, NULL, reply, "to each response and proposal since the determination"},
    {"review_by", FIELD_DATE, FIELD_REQUIRED, NULL, NULL, "when it is looked at once more"},
    {0},
};

static const struct field revocation[] = {
    {"determination", FIELD_DIGEST, FIELD_REQUIRED, "determination", NULL, "the determination that no longer holds"},
    {"effective", FIELD_DATE, FIELD_REQUIRED, NULL, NULL, "from when on"},
    {"reasons_en", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "reasons in English"},
    {"reasons_fr", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "reasons in French"},
    {0},
};

static const struct field run_plane[] = {
    {"answered", FIELD_DIGEST, FIELD_REQUIRED, NULL, NULL, "of what the plane answered, a line a step"},
    {"done", FIELD_NUMBER, FIELD_REQUIRED, NULL, NULL, "steps that were done and seen to be"},
    {"failed", FIELD_NUMBER, FIELD_REQUIRED, NULL, NULL, "steps that were not"},
    {"held", FIELD_NUMBER, FIELD_REQUIRED, NULL, NULL, "steps that a hold or an exception keeps"},
    {"pending", FIELD_NUMBER, 0, NULL, NULL, "steps whose devices have not answered"},
    {"plane", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "the plane"},
    {"rendered", FIELD_DIGEST, FIELD_REQUIRED, NULL, NULL, "of what was rendered for it, a line a step"},
    {"steps", FIELD_NUMBER, FIELD_REQUIRED, NULL, NULL, "files and devices it has to reach"},
    {"undone", FIELD_NUMBER, FIELD_REQUIRED, NULL, NULL, "steps that were brought back"},
    {0},
};

static const struct field run[] = {
    {"action", FIELD_CHOICE, FIELD_REQUIRED, "apply rollback", NULL, "what is done"},
    {"complaints", FIELD_NUMBER, FIELD_REQUIRED, NULL, NULL, "of users, that were counted"},
    {"determination", FIELD_DIGEST, FIELD_REQUIRED, "determination", NULL, "the determination that is carried out"},
    {"devices", FIELD_NUMBER, FIELD_REQUIRED, NULL, NULL, "issued devices there are"},
    {"journal", FIELD_DIGEST, FIELD_REQUIRED, NULL, NULL, "of all steps, as 'veto enforce --journal' prints them"},
    {"outcome", FIELD_CHOICE, FIELD_REQUIRED, "begun ring waiting stopped complete rolled-back incomplete", NULL, "how far it came"},
    {"planes", FIELD_ROWS, FIELD_REQUIRED | FIELD_SOME, NULL, run_plane, "the planes it is for"},
    {"ring", FIELD_NUMBER, FIELD_REQUIRED, NULL, NULL, "the rings that are behind"},
    {"rings", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "which there are"},
    {"run", FIELD_NUMBER, FIELD_REQUIRED, NULL, NULL, "which run of this store"},
    {"stop", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "so many failures and complaints stop it"},
    {0},
};

static const struct field passage[] = {
    {"field", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "the field that has the passage"},
    {"statement", FIELD_DIGEST, FIELD_REQUIRED, "*", NULL, "the statement that has the field"},
    {0},
};

static const struct field third_party_notice[] = {
    {"passages", FIELD_ROWS, FIELD_REQUIRED | FIELD_SOME, NULL, passage, "what may be released"},
    {"reply_by", FIELD_DATE, FIELD_REQUIRED, NULL, NULL, "the last day for a representation"},
    {"to", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "whose passages they are"},
    {0},
};

static const struct field waiver[] = {
    {"devices", FIELD_TEXTS, FIELD_REQUIRED | FIELD_SOME, NULL, NULL, "for which devices and groups"},
    {"hold", FIELD_DIGEST, FIELD_REQUIRED, "hold", NULL, "the hold that does not keep them"},
    {"reasons", FIELD_TEXT, FIELD_REQUIRED, NULL, NULL, "why nothing has to be preserved there"},
    {0},
};

static const struct statement_kind kinds[] = {
    {"acquisition", "analyst", "public", "how the bytes were obtained", acquisition, NULL},
    {"appeal", "vendor officer", "vendor", "why a determination should not stand", appeal, NULL},
    {"determination", "authority", "public", "what an authority decides, on which grounds", determination,
     rule_determination},
    {"disposal", "officer", "public", "a body that is no longer kept", disposal, NULL},
    {"evaluation", "analyst", "public", "this record stands for these files", evaluation, NULL},
    {"exception", "approver", "internal", "a device or group that may keep the app, for a time", exception, rule_exception},
    {"exhibit", "analyst officer", "vendor", "any other evidence", exhibit, rule_exhibit},
    {"exposure", "analyst", "internal", "where the app was and what it could reach there", exposure, rule_exposure},
    {"extension", "authority", "vendor", "a clock that runs longer", extension, NULL},
    {"hold", "officer", "internal", "nothing is removed until records are preserved", hold, NULL},
    {"notice", "officer", "vendor", "the findings a vendor is told, and until when to answer", notice, rule_notice},
    {"proposal", "vendor officer", "vendor", "a mitigation that the vendor offers", proposal, NULL},
    {"release", "officer", "public", "a public edition, and what it leaves out", release, NULL},
    {"response", "vendor officer", "vendor", "what the vendor answers, finding by finding", response, NULL},
    {"review", "authority", "public", "a determination looked at again", review, rule_review},
    {"revocation", "authority", "public", "a determination that no longer holds", revocation, rule_revocation},
    {"run", "officer authority", "internal", "a determination carried out on planes, or taken back", run, NULL},
    {"third-party-notice", "officer", "vendor", "what of theirs may be released, told before", third_party_notice,
     rule_third_party},
    {"waiver", "authority", "internal", "devices that a hold does not keep", waiver, NULL},
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
