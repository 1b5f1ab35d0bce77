/* Sources: androidfw Res_value; android.util.TypedValue.coerceToString() and complexToFloat(). */
#include "read/resvalue.h"

#include <math.h>
#include <string.h>

/* A complex number: a 24-bit mantissa and one of four positions of its point. */
static double complex_number(uint32_t data)
{
    static const double radix[] = {1.0 / 256, 1.0 / (256.0 * 128), 1.0 / (256.0 * 32768),
                                   1.0 / (256.0 * 8388608)};

    return (double)(int32_t)(data & 0xffffff00u) * radix[data >> 4 & 3];
}

static bool write_float(struct buf *out, uint32_t data)
{
    float value;

    memcpy(&value, &data, sizeof value);
    if (!isfinite(value))
        return buf_str(out, isnan(value) ? "NaN" : value < 0 ? "-Infinity" : "Infinity");
    return buf_printf(out, "%.9g", (double)value);
}

static bool write_complex(struct buf *out, uint8_t type, uint32_t data)
{
    static const char *const units[16] = {"px", "dp", "sp", "pt", "in", "mm"};
    static const char *const parts[16] = {"%", "%p"};
    const char *unit = type == RES_DIMENSION ? units[data & 15] : parts[data & 15];
    double value = complex_number(data) * (type == RES_FRACTION ? 100 : 1);

    return buf_printf(out, "%.9g%s", value, unit == NULL ? "?" : unit);
}

static bool write_reference(struct buf *out, char sign, uint32_t id)
{
    if (id == 0)
        return sign == '@' ? buf_str(out, "@null") : buf_str(out, "?0");
    return buf_printf(out, id >> 24 == 0x01 ? "%candroid:0x%08x" : "%c0x%08x", sign, id);
}

bool res_value_write(struct buf *out, uint8_t type, uint32_t data)
{
    switch (type) {
    case RES_NULL:
        return buf_str(out, data == 1 ? "@empty" : "@null");
    case RES_REFERENCE:
    case RES_DYNAMIC_REFERENCE:
        return write_reference(out, '@', data);
    case RES_ATTRIBUTE:
    case RES_DYNAMIC_ATTRIBUTE:
        return write_reference(out, '?', data);
    case RES_FLOAT:
        return write_float(out, data);
    case RES_DIMENSION:
    case RES_FRACTION:
        return write_complex(out, type, data);
    case RES_INT_HEX:
        return buf_printf(out, "0x%x", data);
    case RES_INT_BOOLEAN:
        return buf_str(out, data != 0 ? "true" : "false");
    default:
        if (type >= RES_COLOR_FIRST && type <= RES_INT_LAST)
            return buf_printf(out, "#%08x", data);
        if (res_is_int(type))
            return buf_printf(out, "%d", (int32_t)data);
        return buf_printf(out, "(type 0x%02x) 0x%08x", type, data);
    }
}

struct bytes res_value_text(struct arena *a, uint8_t type, uint32_t data)
{
    struct buf out;
    struct bytes text;

    buf_init(&out, 256);
    res_value_write(&out, type, data);
    text = arena_copy(a, buf_bytes(&out));
    buf_free(&out);
    return text;
}

const char *res_chunk_name(uint16_t type)
{
    static const struct {
        uint16_t type;
        const char *name;
    } names[] = {
        {0x0000, "null"},
        {0x0001, "string pool"},
        {0x0002, "table"},
        {0x0003, "xml"},
        {0x0100, "start namespace"},
        {0x0101, "end namespace"},
        {0x0102, "start element"},
        {0x0103, "end element"},
        {0x0104, "cdata"},
        {0x0180, "resource map"},
        {0x0200, "package"},
        {0x0201, "type"},
        {0x0202, "type spec"},
        {0x0203, "library"},
        {0x0204, "overlayable"},
        {0x0205, "overlayable policy"},
        {0x0206, "staged alias"},
        {0x0207, "flagged"},
        {0x0208, "flag list"},
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i].type == type)
            return names[i].name;
    return NULL;
}
