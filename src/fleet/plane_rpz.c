/*
 * Resolvers: BIND 9, Unbound, the PowerDNS Recursor and Knot Resolver, each in the dialect that honours exceptions
 * on its packaged version (tests/cli/resolvers.sh asks all four). One zone for all of them would not do: Unbound
 * ignores client-ip exceptions within the same zone, the Recursor answers exempt clients from its packet cache, and
 * Knot Resolver ignores client-ip triggers, so that it is told by views.
 */
#include "fleet/plane_rpz.h"

#include "base/limits.h"
#include "fleet/rpz.h"

#define NOT_AN_APP "a resolver sees names, not apps: nothing is installed, removed or kept from starting by it"
#define EXPIRES "nothing in the zone has an end: veto renders the exception away once its last day is over, so enforce has to be run again after it"

static void text_file(struct rendering *out, const char *name, struct buf *text)
{
    rendering_file(out, name, buf_bytes(text));
    buf_free(text);
}

static bool begin(const struct plane *p, const struct control *c, struct rendering *out, struct error *e)
{
    if (!rpz_asked(c, e))
        return false;
    plane_gaps(p, c, out);
    rpz_gaps(c, out);
    return true;
}

static bool render_bind9(const struct control *c, const struct plane_input *in, struct rendering *out, struct error *e)
{
    struct buf conf;

    if (!begin(&plane_rpz_bind9, c, out, e))
        return false;
    rpz_render(c, in, &(struct rpz){true, true, true, "rpz-bind9.zone"}, out);
    buf_init(&conf, LIMIT_PLACE_FILE);
    buf_str(&conf, "// Included within options { }. Without break-dnssec, signed names are not blocked for clients that ask for DNSSEC;\n"
                   "// without qname-wait-recurse no, a name whose servers do not answer is not; without min-update-interval, a new zone\n"
                   "// waits up to a minute.\n"
                   "response-policy { zone \"veto.rpz\" policy given; } min-update-interval 1 break-dnssec yes qname-wait-recurse no;\n");
    text_file(out, "rpz-bind9-options.conf", &conf);
    buf_init(&conf, LIMIT_PLACE_FILE);
    buf_str(&conf, "// Included beside options { }.\n"
                   "zone \"veto.rpz\" { type primary; file \"/etc/bind/rpz-bind9.zone\"; allow-query { localhost; }; notify no; };\n");
    text_file(out, "rpz-bind9.conf", &conf);
    rendering_gap(out, GAP_NEEDS, BYTES("rpz-bind9.conf"),
                  "named.conf includes it once, and within options { } rpz-bind9-options.conf; 'rndc reload veto.rpz' then reads a new zone");
    return true;
}

static bool render_unbound(const struct control *c, const struct plane_input *in, struct rendering *out, struct error *e)
{
    struct buf conf;

    if (!begin(&plane_rpz_unbound, c, out, e))
        return false;
    rpz_render(c, in, &(struct rpz){true, false, false, "rpz-unbound.zone"}, out);
    rpz_render(c, in, &(struct rpz){false, true, false, "rpz-unbound-exempt.zone"}, out);
    buf_init(&conf, LIMIT_PLACE_FILE);
    buf_str(&conf, "# The zone of exceptions stands first: Unbound does not honour them within the zone that blocks.\n"
                   "server:\n    module-config: \"respip validator iterator\"\n"
                   "rpz:\n    name: veto-exempt.rpz\n    zonefile: /etc/unbound/rpz-unbound-exempt.zone\n"
                   "rpz:\n    name: veto.rpz\n    zonefile: /etc/unbound/rpz-unbound.zone\n    rpz-log: yes\n    rpz-log-name: veto\n");
    text_file(out, "rpz-unbound.conf", &conf);
    if (in->sinkhole != NULL)
        rendering_gap(out, GAP_CANNOT, BYTES("sinkhole"), "names are answered with NXDOMAIN: local data in a policy zone timed out with Unbound 1.17");
    rendering_gap(out, GAP_NEEDS, BYTES("rpz-unbound.conf"),
                  "included in unbound.conf once; 'unbound-control reload', after each of the two files, reads them and empties the cache");
    return true;
}

static bool render_pdns(const struct control *c, const struct plane_input *in, struct rendering *out, struct error *e)
{
    struct buf conf, lua;

    if (!begin(&plane_rpz_pdns, c, out, e))
        return false;
    rpz_render(c, in, &(struct rpz){true, true, true, "rpz-pdns.zone"}, out);
    buf_init(&lua, LIMIT_PLACE_FILE);
    buf_str(&lua, "rpzFile(\"/etc/powerdns/rpz-pdns.zone\", {policyName=\"veto\"})\n");
    text_file(out, "rpz-pdns.lua", &lua);
    buf_init(&conf, LIMIT_PLACE_FILE);
    buf_str(&conf, "# With the packet cache, exempt clients get the answers of others, and a name that was just asked for stays\n"
                   "# open until its answer is too old.\n"
                   "disable-packetcache=yes\nlua-config-file=/etc/powerdns/rpz-pdns.lua\n");
    text_file(out, "rpz-pdns.conf", &conf);
    rendering_gap(out, GAP_NEEDS, BYTES("rpz-pdns.conf"),
                  "read by recursor.conf once, with its packet cache off; 'rec_control reload-lua-config' then reads a new zone");
    return true;
}

static void knot_views(const struct control *c, struct buf *out)
{
    for (size_t i = 0; i < c->exempt_count; i++) {
        struct control_network n;
        bool again = i > 0 && bytes_equal(c->exempt[i].network, c->exempt[i - 1].network);
        struct bytes text = c->exempt[i].network;
        if (again || !control_network(text, &n))
            continue;
        buf_printf(out, "view:addr('%.*s%s', policy.all(policy.PASS))\n", (int)text.size, (const char *)text.data,
                   bytes_find(text, '/', 0) < text.size ? "" : n.v6 ? "/128" : "/32");
    }
}

static bool blank_knot(struct bytes text, struct buf *out)
{
    return bytes_starts(text, BYTES("-- ")) && buf_str(out, "-- nothing is blocked\n");
}

static bool render_knot(const struct control *c, const struct plane_input *in, struct rendering *out, struct error *e)
{
    struct buf lua;

    if (!begin(&plane_rpz_knot, c, out, e))
        return false;
    buf_init(&lua, LIMIT_PLACE_FILE);
    rpz_heading(c, "--", &lua);
    buf_str(&lua, "modules.load('view')\nlocal veto = policy.todnames({\n");
    for (size_t i = 0; i < c->count; i++)
        if (rpz_blocks(&c->names[i]))
            buf_printf(&lua, "    '%.*s.',\n", (int)c->names[i].value.size, (const char *)c->names[i].value.data);
    buf_str(&lua, "})\n");
    knot_views(c, &lua);
    buf_str(&lua, "view:addr('0.0.0.0/0', policy.suffix(policy.DENY, veto))\nview:addr('::/0', policy.suffix(policy.DENY, veto))\n");
    text_file(out, "rpz-knot.lua", &lua);
    if (in->sinkhole != NULL)
        rendering_gap(out, GAP_CANNOT, BYTES("sinkhole"), "names are answered with NXDOMAIN: Knot Resolver 5 ignores local data, and the name would resolve");
    rendering_gap(out, GAP_NEEDS, BYTES("rpz-knot.lua"),
                  "kresd.conf has dofile('/etc/knot-resolver/rpz-knot.lua') once, in front of its own views; each instance is restarted to read a new one");
    return true;
}

#define RESOLVER(exempt_how)                                                                                                    \
    {                                                                                                                           \
        [PLANE_BLOCK_INSTALL] = {CAN_NO, NOT_AN_APP}, [PLANE_REMOVE] = {CAN_NO, NOT_AN_APP}, [PLANE_BLOCK_LAUNCH] = {CAN_NO, NOT_AN_APP}, \
        [PLANE_BLOCK_TRAFFIC] = {CAN_PARTLY, "names only, of devices that ask this resolver: addresses without a name and other resolvers pass"}, \
        [PLANE_EXEMPT] = {CAN_YES, exempt_how}, [PLANE_EXPIRE] = {CAN_NO, EXPIRES},                                             \
    }

#define SOURCE "draft-vixie-dnsop-dns-rpz; measured with the packaged server"
#define UNDONE "the file that stood there before is put back, and the server reads it"
#define PROBED "'veto probe CASE --server ADDRESS' asks it as who is exempt and as who is not, twice, in both orders"

const struct plane plane_rpz_bind9 = {
    .name = "rpz-bind9", .kind = "resolver", .title = "BIND 9, a response policy zone",
    .versions = "9.18 (Debian 12), run by the tests",
    .can = RESOLVER("by client network, in the same zone"),
    .privilege = "write rpz-bind9.zone, and rndc reload of that zone",
    .applied = "the zone file is replaced whole and 'rndc reload veto.rpz' is run", .undone = UNDONE, .probed = PROBED, .source = SOURCE,
    .merges = true, .render = render_bind9, .same = rpz_same, .blank = rpz_blank,
};

const struct plane plane_rpz_unbound = {
    .name = "rpz-unbound", .kind = "resolver", .title = "Unbound, two response policy zones",
    .versions = "1.17 (Debian 12), run by the tests",
    .can = RESOLVER("by client network, in a zone of its own that stands first"),
    .privilege = "write two zone files, and unbound-control reload",
    .applied = "both zone files are replaced whole and 'unbound-control reload' is run", .undone = UNDONE, .probed = PROBED, .source = SOURCE,
    .merges = true, .render = render_unbound, .same = rpz_same, .blank = rpz_blank,
};

const struct plane plane_rpz_pdns = {
    .name = "rpz-pdns", .kind = "resolver", .title = "PowerDNS Recursor, a response policy zone",
    .versions = "4.8 (Debian 12), run by the tests",
    .can = RESOLVER("by client network, in the same zone, with the packet cache off"),
    .privilege = "write rpz-pdns.zone, and rec_control reload-lua-config",
    .applied = "the zone file is replaced whole and 'rec_control reload-lua-config' is run", .undone = UNDONE, .probed = PROBED, .source = SOURCE,
    .merges = true, .render = render_pdns, .same = rpz_same, .blank = rpz_blank,
};

const struct plane plane_rpz_knot = {
    .name = "rpz-knot", .kind = "resolver", .title = "Knot Resolver, views in Lua",
    .versions = "5.6 (Debian 12), run by the tests",
    .can = RESOLVER("by client network, as views; its policy zones ignore them"),
    .privilege = "write rpz-knot.lua, and restart the instances of kresd",
    .applied = "the script is replaced whole and each instance is restarted", .undone = UNDONE, .probed = PROBED,
    .source = "manual of Knot Resolver 5, modules policy and view; measured with the packaged server",
    .render = render_knot, .blank = blank_knot,
};
