#include "ledger/roles.h"

#include <stdio.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/tsv.h"
#include "ledger/file.h"
#include "ledger/sshsig.h"

static const char *const names[] = {"analyst", "approver", "authority", "officer", "vendor"};

const char *roles_at(size_t i)
{
    return i < sizeof names / sizeof *names ? names[i] : NULL;
}

bool roles_seconds(struct bytes time, int64_t *seconds)
{
    char text[16];
    size_t n = 0;

    if (!statement_is_time(time))
        return false;
    for (size_t i = 0; i < time.size; i++)
        if ((time.data[i] >= '0' && time.data[i] <= '9') || time.data[i] == 'Z')
            text[n++] = (char)time.data[i];
    return signers_time(bytes_of(text, n), seconds);
}

/* A role's file; a role without one has no signers. */
static bool load(struct arena *a, const char *folder, struct bytes role, struct signers *s, struct error *e)
{
    char name[64], path[FILE_PATH];
    struct bytes text;
    struct error why = {0};

    *s = (struct signers){.count = 0};
    snprintf(name, sizeof name, "%.*s.allowed_signers", (int)role.size, (const char *)role.data);
    if (!file_path(folder, name, path, e))
        return false;
    if (!file_read(a, path, LIMIT_SIGNERS_FILE, &text, &why))
        return true;
    return signers_read(a, text, s, &why) || error_set(e, why.code, why.offset, "roles: %s: %s", name, why.text);
}

/* The line of any of the kind's roles by which the key may sign. */
static bool find(struct arena *a, const char *folder, const char *roles, struct bytes key, int64_t when,
                 struct roles_signer *out, struct error *e)
{
    struct bytes rest = bytes_str(roles), role;
    struct error why = {0};

    while (tsv_word(&rest, &role)) {
        struct signers s;
        const struct signers_line *line;
        if (!load(a, folder, role, &s, e))
            return false;
        line = signers_find(&s, key, SSHSIG_NAMESPACE, when, NULL, &why);
        if (line != NULL) {
            *out = (struct roles_signer){(const char *)arena_copy(a, role).data, line->principals, key};
            return true;
        }
    }
    for (size_t i = 0; roles_at(i) != NULL; i++) {
        struct signers s;
        if (load(a, folder, bytes_str(roles_at(i)), &s, &why) &&
            signers_find(&s, key, SSHSIG_NAMESPACE, when, NULL, &why) != NULL)
            return error_set(e, ERROR_REFUSED, 0, "role-signature: a key of the role %s signs, and this kind is signed in: %s",
                             roles_at(i), roles);
    }
    return error_set(e, ERROR_REFUSED, 0, "role-signature: a key that signs is in none of the roles '%s' at that time; "
                                          "their files are ROLE.allowed_signers in %s", roles, folder);
}

static bool same_person(const struct roles_signer *a, const struct roles_signer *b)
{
    return bytes_equal(a->key, b->key) || bytes_equal(a->principals, b->principals);
}

/* Whether a run begins that is for more devices than one person may decide about. */
static bool many_devices(const struct statement *s, const struct process *p)
{
    const struct json_node *devices = json_get(s->root, "devices"), *outcome = json_get(s->root, "outcome");

    return strcmp(s->kind->name, "run") == 0 && bytes_is(outcome->text, "begun") &&
           devices->number > process_number(p, "second-approver-devices", INT32_MAX);
}

static bool check_people(const struct statement *s, const struct process *p, const struct roles_signers *all, struct error *e)
{
    const struct json_node *by = json_get(s->root, "by");
    bool said = false;

    for (size_t i = 0; i < all->count; i++)
        said |= signers_match(all->rows[i].principals, by->text);
    if (!said)
        return error_set(e, ERROR_REFUSED, by->at, "role-signature: no signature is by whom the statement names as 'by'");
    if (p != NULL && all->people < 2 && many_devices(s, p))
        return error_set(e, ERROR_REFUSED, 0, "second-approver: a run that reaches more than %d devices is begun by two people; sign with --second KEY",
                         (int)process_number(p, "second-approver-devices", INT32_MAX));
    if (p != NULL && process_says(p, "two-signers", bytes_str(s->kind->name)) && all->people < 2)
        return error_set(e, ERROR_REFUSED, 0, "two-signers: the policy asks for signatures of two people on a %s; sign with "
                                              "--second KEY, or hand the file of --out to the other", s->kind->name);
    return true;
}

bool roles_check(struct arena *a, const char *folder, const struct statement *s, const struct process *p,
                 struct roles_signers *signers, struct error *e)
{
    int64_t when;

    *signers = (struct roles_signers){.count = 0};
    if (!roles_seconds(json_get(s->root, "time")->text, &when))
        return error_set(e, ERROR_FORMAT, 0, "role-signature: the time cannot be told");
    if (s->signatures == NULL || s->signatures->count == 0)
        return error_set(e, ERROR_REFUSED, 0, "role-signature: nobody signed; sign with --key KEY");
    if (s->signatures->count > LIMIT_NOTE_SIGNATURES)
        return error_set(e, ERROR_LIMIT, 0, "role-signature: more signatures than %u", LIMIT_NOTE_SIGNATURES);
    signers->rows = arena_array(a, s->signatures->count, sizeof *signers->rows);
    for (const struct json_node *n = s->signatures->first; n != NULL; n = n->next) {
        struct roles_signer *row = &signers->rows[signers->count];
        struct sshsig sig;
        struct error why = {0};
        bool another = true;
        if (!sshsig_read(a, n->text, &sig, &why) || !sshsig_verify(&sig, SSHSIG_NAMESPACE, s->text, &why))
            return error_set(e, ERROR_REFUSED, n->at, "signature: signature %zu does not hold: %s", signers->count + 1, why.text);
        if (!find(a, folder, s->kind->role, sig.key, when, row, e))
            return false;
        for (size_t i = 0; i < signers->count; i++)
            another &= !same_person(&signers->rows[i], row);
        signers->people += another;
        signers->count++;
    }
    return check_people(s, p, signers, e);
}

bool roles_there(const char *folder)
{
    for (size_t i = 0; roles_at(i) != NULL; i++) {
        char name[64], path[FILE_PATH];
        snprintf(name, sizeof name, "%s.allowed_signers", roles_at(i));
        if (file_path(folder, name, path, NULL) && access(path, F_OK) == 0)
            return true;
    }
    return false;
}

struct bytes roles_principal(struct arena *a, const char *folder, const char *roles, struct bytes key)
{
    struct bytes rest = bytes_str(roles), role;

    while (tsv_word(&rest, &role)) {
        struct signers s;
        struct error e = {0};
        if (!load(a, folder, role, &s, &e))
            continue;
        for (size_t i = 0; i < s.count; i++)
            if (bytes_equal(s.lines[i].key, key))
                return s.lines[i].principals;
    }
    return bytes_of(NULL, 0);
}
