/*
 * Sources: androidfw ResourceTypes.h (ResTable_config), ResTable_config::match()
 * and isBetterThan() with nothing requested but an SDK level; the order and
 * spelling of qualifiers is that of ResTable_config::toString().
 */
#include "read/resconfig.h"

#include <string.h>

/* Offsets of fields, from the start of the structure. */
enum {
    MCC = 4,
    MNC = 6,
    LANGUAGE = 8,
    COUNTRY = 10,
    ORIENTATION = 12,
    TOUCHSCREEN = 13,
    DENSITY = 14,
    KEYBOARD = 16,
    NAVIGATION = 17,
    INPUT_FLAGS = 18,
    GRAMMATICAL = 19,
    SCREEN_WIDTH = 20,
    SCREEN_HEIGHT = 22,
    SDK = 24,
    MINOR = 26,
    SCREEN_LAYOUT = 28,
    UI_MODE = 29,
    SMALLEST_WIDTH = 30,
    WIDTH_DP = 32,
    HEIGHT_DP = 34,
    SCRIPT = 36,
    VARIANT = 40,
    SCREEN_LAYOUT2 = 48,
    COLOR_MODE = 49,
    SCRIPT_COMPUTED = 52,
    NUMBERING = 53,
    KNOWN_END = 61,
    DENSITY_MEDIUM = 160,
    DENSITY_ANY = 0xfffe,
    DENSITY_NONE = 0xffff,
};

static uint16_t half(const struct resconfig *c, int at)
{
    return bytes_load16(c->raw + at);
}

bool resconfig_take(struct bytes b, struct resconfig *out)
{
    struct bytes rest;
    uint64_t size;

    memset(out, 0, sizeof *out);
    if (!bytes_u32(b, 0, &out->size))
        return false;
    size = out->size < RESCONFIG_SIZE ? out->size : RESCONFIG_SIZE;
    if (size > b.size)
        size = b.size;
    if (size > 4 && bytes_slice(b, 4, size - 4, &rest))
        memcpy(out->raw + 4, rest.data, rest.size);
    return true;
}

bool resconfig_is_default(const struct resconfig *c)
{
    static const uint8_t zero[RESCONFIG_SIZE];

    return memcmp(c->raw + MCC, zero, KNOWN_END - MCC) == 0;
}

bool resconfig_matches(const struct resconfig *c)
{
    const uint8_t *r = c->raw;
    uint16_t sdk = half(c, SDK);

    if (half(c, MCC) != 0 || half(c, MNC) != 0)
        return false;
    if (r[LANGUAGE] != 0 || r[LANGUAGE + 1] != 0 || r[COUNTRY] != 0)
        return false;
    if (r[GRAMMATICAL] != 0 || r[SCREEN_LAYOUT] != 0 || (r[UI_MODE] & 0x3f) != 0 ||
        half(c, SMALLEST_WIDTH) != 0)
        return false;
    if ((r[SCREEN_LAYOUT2] & 3) != 0 || (r[COLOR_MODE] & 0xf) != 0)
        return false;
    if (half(c, WIDTH_DP) != 0 || half(c, HEIGHT_DP) != 0 || r[ORIENTATION] != 0 || r[TOUCHSCREEN] != 0)
        return false;
    if (r[KEYBOARD] != 0 || r[NAVIGATION] != 0 || (r[INPUT_FLAGS] & 0xf) != 0)
        return false;
    if (half(c, SCREEN_WIDTH) != 0 || half(c, SCREEN_HEIGHT) != 0)
        return false;
    return sdk <= RESCONFIG_SDK && half(c, MINOR) == 0;
}

/* Of two densities, whether the first is the better one for a medium screen. */
static bool denser(uint32_t a, uint32_t b)
{
    uint32_t high, low;

    a = a == 0 ? DENSITY_MEDIUM : a;
    b = b == 0 ? DENSITY_MEDIUM : b;
    if (a == DENSITY_ANY || b == DENSITY_ANY)
        return a == DENSITY_ANY;
    high = a > b ? a : b;
    low = a > b ? b : a;
    if (high == DENSITY_MEDIUM)
        return a >= b;
    return low >= DENSITY_MEDIUM ? a < b : a >= b; /* scaling down is preferred */
}

bool resconfig_better(const struct resconfig *a, const struct resconfig *b)
{
    if (half(a, DENSITY) != half(b, DENSITY))
        return denser(half(a, DENSITY), half(b, DENSITY));
    if (half(a, SDK) != half(b, SDK))
        return half(a, SDK) > half(b, SDK);
    return half(a, MINOR) > half(b, MINOR);
}

bool resconfig_equal(const struct resconfig *a, const struct resconfig *b)
{
    return memcmp(a->raw + MCC, b->raw + MCC, KNOWN_END - MCC) == 0;
}

/* A hyphen between qualifiers. */
static void join(struct buf *out, size_t start)
{
    if (out->size > start)
        buf_u8(out, '-');
}

/* Letters and digits of hostile input only. */
static void write_plain(struct buf *out, const uint8_t *p, size_t n)
{
    for (size_t i = 0; i < n && p[i] != 0; i++) {
        bool plain = (p[i] >= '0' && p[i] <= '9') || ((p[i] | 0x20) >= 'a' && (p[i] | 0x20) <= 'z');
        buf_u8(out, plain ? p[i] : '?');
    }
}

/* Two letters, or three packed into 15 bits. */
static void write_code(struct buf *out, const uint8_t *p, uint8_t base)
{
    uint8_t three[3];

    if ((p[0] & 0x80) == 0) {
        write_plain(out, p, 2);
        return;
    }
    three[0] = (uint8_t)((p[1] & 0x1f) + base);
    three[1] = (uint8_t)((p[1] >> 5) + ((p[0] & 3) << 3) + base);
    three[2] = (uint8_t)((p[0] >> 2 & 0x1f) + base);
    write_plain(out, three, 3);
}

static void write_locale(struct buf *out, const struct resconfig *c, size_t start)
{
    const uint8_t *r = c->raw;
    bool script = r[SCRIPT] != 0 && r[SCRIPT_COMPUTED] == 0;

    if (r[LANGUAGE] == 0)
        return;
    join(out, start);
    if (!script && r[VARIANT] == 0 && r[NUMBERING] == 0) {
        write_code(out, r + LANGUAGE, 'a');
        if (r[COUNTRY] != 0) {
            buf_str(out, "-r");
            write_code(out, r + COUNTRY, '0');
        }
        return;
    }
    buf_str(out, "b+");
    write_code(out, r + LANGUAGE, 'a');
    if (script) {
        buf_u8(out, '+');
        write_plain(out, r + SCRIPT, 4);
    }
    if (r[COUNTRY] != 0) {
        buf_u8(out, '+');
        write_code(out, r + COUNTRY, '0');
    }
    if (r[VARIANT] != 0) {
        buf_u8(out, '+');
        write_plain(out, r + VARIANT, 8);
    }
    if (r[NUMBERING] != 0) {
        buf_str(out, "+u+nu+");
        write_plain(out, r + NUMBERING, 8);
    }
}

/* A field whose values have names; one without is shown as name=value. */
struct choice {
    const char *field;
    uint8_t at, mask, shift;
    const char *names[16]; /* from value 1 on */
};

static void write_choice(struct buf *out, const struct resconfig *c, size_t start, const struct choice *f)
{
    unsigned value = (unsigned)(c->raw[f->at] & f->mask) >> f->shift;

    if (value == 0)
        return;
    join(out, start);
    if (value <= 16 && f->names[value - 1] != NULL)
        buf_str(out, f->names[value - 1]);
    else
        buf_printf(out, "%s=%u", f->field, value);
}

/* A number between a prefix and a unit; nothing when it is not set. */
static void write_number(struct buf *out, size_t start, uint16_t value, const char *const around[2])
{
    if (value == 0)
        return;
    join(out, start);
    buf_printf(out, "%s%u%s", around[0], value, around[1]);
}

static void write_network(struct buf *out, const struct resconfig *c, size_t start)
{
    static const char *const mcc[2] = {"mcc", ""};

    write_number(out, start, half(c, MCC), mcc);
    if (half(c, MNC) == 0)
        return;
    join(out, start);
    buf_printf(out, "mnc%02u", half(c, MNC) == 0xffff ? 0u : half(c, MNC)); /* 0xffff stands for 00 */
}

static void write_extent(struct buf *out, const struct resconfig *c, size_t start)
{
    static const char *const smallest[2] = {"sw", "dp"}, *const width[2] = {"w", "dp"},
                             *const height[2] = {"h", "dp"};

    write_number(out, start, half(c, SMALLEST_WIDTH), smallest);
    write_number(out, start, half(c, WIDTH_DP), width);
    write_number(out, start, half(c, HEIGHT_DP), height);
}

static void write_density(struct buf *out, const struct resconfig *c, size_t start)
{
    static const struct {
        uint16_t value;
        const char *name;
    } names[] = {{120, "ldpi"},    {160, "mdpi"},           {213, "tvdpi"},
                 {240, "hdpi"},    {320, "xhdpi"},          {480, "xxhdpi"},
                 {640, "xxxhdpi"}, {DENSITY_ANY, "anydpi"}, {DENSITY_NONE, "nodpi"}};
    uint16_t density = half(c, DENSITY);

    if (density == 0)
        return;
    join(out, start);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (names[i].value == density) {
            buf_str(out, names[i].name);
            return;
        }
    }
    buf_printf(out, "%udpi", density);
}

static void write_size_and_version(struct buf *out, const struct resconfig *c, size_t start)
{
    if (half(c, SCREEN_WIDTH) != 0 || half(c, SCREEN_HEIGHT) != 0) {
        join(out, start);
        buf_printf(out, "%ux%u", half(c, SCREEN_WIDTH), half(c, SCREEN_HEIGHT));
    }
    if (half(c, SDK) != 0 || half(c, MINOR) != 0) {
        join(out, start);
        buf_printf(out, "v%u", half(c, SDK));
        if (half(c, MINOR) != 0)
            buf_printf(out, ".%u", half(c, MINOR));
    }
}

bool resconfig_write(struct buf *out, const struct resconfig *c)
{
    static const struct choice first[] = {
        {"grammatical", GRAMMATICAL, 0x03, 0, {"neuter", "feminine", "masculine"}},
        {"direction", SCREEN_LAYOUT, 0xc0, 6, {"ldltr", "ldrtl"}},
    };
    static const struct choice second[] = {
        {"size", SCREEN_LAYOUT, 0x0f, 0, {"small", "normal", "large", "xlarge"}},
        {"long", SCREEN_LAYOUT, 0x30, 4, {"notlong", "long"}},
        {"round", SCREEN_LAYOUT2, 0x03, 0, {"notround", "round"}},
        {"gamut", COLOR_MODE, 0x03, 0, {"nowidecg", "widecg"}},
        {"hdr", COLOR_MODE, 0x0c, 2, {"lowdr", "highdr"}},
        {"orientation", ORIENTATION, 0xff, 0, {"port", "land", "square"}},
        {"mode", UI_MODE, 0x0f, 0, {NULL, "desk", "car", "television", "appliance", "watch", "vrheadset"}},
        {"night", UI_MODE, 0x30, 4, {"notnight", "night"}},
    };
    static const struct choice third[] = {
        {"touchscreen", TOUCHSCREEN, 0xff, 0, {"notouch", "stylus", "finger"}},
        {"keyshidden", INPUT_FLAGS, 0x03, 0, {"keysexposed", "keyshidden", "keyssoft"}},
        {"keyboard", KEYBOARD, 0xff, 0, {"nokeys", "qwerty", "12key"}},
        {"navhidden", INPUT_FLAGS, 0x0c, 2, {"navexposed", "navhidden"}},
        {"navigation", NAVIGATION, 0xff, 0, {"nonav", "dpad", "trackball", "wheel"}},
    };
    size_t start = out->size;

    write_network(out, c, start);
    write_locale(out, c, start);
    for (size_t i = 0; i < sizeof first / sizeof *first; i++)
        write_choice(out, c, start, &first[i]);
    write_extent(out, c, start);
    for (size_t i = 0; i < sizeof second / sizeof *second; i++)
        write_choice(out, c, start, &second[i]);
    write_density(out, c, start);
    for (size_t i = 0; i < sizeof third / sizeof *third; i++)
        write_choice(out, c, start, &third[i]);
    write_size_and_version(out, c, start);
    return !out->failed;
}
