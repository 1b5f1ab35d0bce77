#!/usr/bin/env python3
"""Makes altered copies of the samples, each for one question that no committed sample answers yes: tests/variants.py OUT

Needs nothing but samples/: no signature has to hold, so no tool of the platform is called.
"""
import base64
import hashlib
import io
import json
import pathlib
import shutil
import struct
import sys
import zipfile
import zlib

SAMPLES = pathlib.Path(__file__).resolve().parent.parent / "samples"
sys.path.insert(0, str(SAMPLES))
import tamper  # noqa: E402

LOCAL, CENTRAL, END = b"PK\3\4", b"PK\1\2", b"PK\5\6"


def content(name):
    with zipfile.ZipFile(SAMPLES / name) as z:
        return [(entry.filename, z.read(entry)) for entry in z.infolist()]


def packed(files):
    """An unsigned APK; libraries, tables and APKs stored, the rest deflated."""
    out = pathlib.Path(OUT / "packed")
    tamper.pack(out, files, 9)
    data = bytearray(out.read_bytes())
    out.unlink()
    return data


def changed(change):
    """quiet.apk with some contents changed: change(name, data) gives the data."""
    return packed([(name, change(name, data)) for name, data in content("quiet.apk")])


def put(data, at, fields, *values):
    struct.pack_into(fields, data, at, *values)
    return data


def rechecksummed(dex):
    return put(dex, 8, "<I", zlib.adler32(bytes(dex[12:])))


def key(name):
    return tamper.Signer(SAMPLES / f"keys/sample-{name}.pk8", SAMPLES / f"keys/sample-{name}.x509.pem")


def signed(data, pairs):
    """Signed by hand: pairs of (id, signer, digest -> value), or of (id, None, value)."""
    body, directory, end = tamper.sections(bytes(data))
    body += b"\0" * (-len(body) % 4)
    digest = tamper.content_digest([body, directory, end[:16] + tamper.u32(len(body)) + end[20:]])
    values = [(kind, value(digest) if callable(value) else value) for kind, value in pairs]
    block = b"".join(struct.pack("<QI", len(value) + 4, kind) + value for kind, value in values)
    size = struct.pack("<Q", len(block) + 24)
    block = size + block + size + b"APK Sig Block 42"
    return body + block + directory + end[:16] + tamper.u32(len(body) + len(block)) + end[20:]


def v2(name):
    return tamper.V2, lambda digest: tamper.signer_block(key(name), digest, b"")


def v3(name):
    return tamper.V3, lambda digest: tamper.signer_block(key(name), digest, b"", (28, 0x7FFFFFFF))


def published():
    """A signer with a certificate whose key is public: rsa-1024 of AOSP's apksig tests (Apache-2.0). Only the
    certificate is here, so the signature does not verify; who signs is told all the same."""
    signer = key("quiet")
    pem = (pathlib.Path(__file__).resolve().parent / "data" / "published.x509.pem").read_text()
    signer.cert = base64.b64decode("".join(line for line in pem.split("\n") if "-" not in line))
    return tamper.V2, lambda digest: tamper.signer_block(signer, digest, b"")


def fake_encryption(apk):
    record, local, _ = tamper.find(bytes(apk), "classes.dex")
    apk[record + 8] |= 1
    apk[local + 6] |= 1
    return apk


def header_disagrees(apk):
    _, local, _ = tamper.find(bytes(apk), "resources.arsc")
    return put(apk, local + 14, "<I", 0x12345678)


def left_out(apk):
    """The last entry loses its record in the directory, its data stay."""
    body, directory, end = (bytearray(part) for part in tamper.sections(bytes(apk)))
    last = directory.rindex(CENTRAL)
    count, = struct.unpack_from("<H", end, 8)
    put(end, 8, "<HHI", count - 1, count - 1, last)
    return body + directory[:last] + end


def miscounted(apk):
    return put(apk, apk.rindex(END) + 8, "<H", 1)


def dex_linked(name, data):
    return data if name != "classes.dex" else rechecksummed(put(bytearray(data), 44, "<II", 4, 0x70))


def dex_broken(name, data):
    return data if name != "classes.dex" else put(bytearray(data), 8, "<I", 0)


def longer(wanted):
    return lambda name, data: data + b"\0" * 4 if name == wanted else data


def other_machine(name, data):
    return put(bytearray(data), 18, "<H", 8) if name.endswith(".so") else data


def added_file():
    """A JAR-signed app with one more file below META-INF/."""
    apk = (SAMPLES / "vintage.apk").read_bytes()
    out = io.BytesIO(apk)
    with zipfile.ZipFile(out, "a") as z:
        z.writestr(zipfile.ZipInfo("META-INF/channel.txt"), "store")
    return out.getvalue()


def uleb(value):
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(out + bytes([value]))


def dex_of(classes, named=(), texts=()):
    """A DEX file that defines empty classes, names other types, by their descriptors, and holds other strings."""
    kinds = {*classes, *named, "Ljava/lang/Object;"}
    names = sorted({*kinds, *texts})
    kinds = [names.index(kind) for kind in sorted(kinds)]
    strings, types = 0x70, 0x70 + 4 * len(names)
    head = types + 4 * len(kinds)
    data = head + 32 * len(classes)
    body, offsets = bytearray(), []
    for name in names:
        offsets.append(data + len(body))
        body += uleb(len(name)) + name.encode() + b"\0"
    body += b"\0" * (-(data + len(body)) % 4)
    map_at = data + len(body)
    parts = [(0, 1, 0), (1, len(names), strings), (2, len(kinds), types), (6, len(classes), head), (0x2002, len(names), data), (0x1000, 1, map_at)]
    parts = [part for part in parts if part[1] > 0]
    tail = struct.pack("<I", len(parts)) + b"".join(struct.pack("<HHII", kind, 0, count, at) for kind, count, at in parts)
    none = 0xFFFFFFFF
    tables = struct.pack(f"<{len(names)}I", *offsets) + struct.pack(f"<{len(kinds)}I", *kinds)
    for name in sorted(classes):
        tables += struct.pack("<8I", kinds.index(names.index(name)), 1, kinds.index(names.index("Ljava/lang/Object;")), 0, none, 0, 0, 0)
    body = tables + bytes(body) + tail
    size = 0x70 + len(body)
    header = struct.pack("<20I", size, 0x70, 0x12345678, 0, 0, map_at, len(names), strings, len(kinds), types, 0, 0, 0, 0, 0, 0,
                         len(classes), head if classes else 0, size - data, data)
    return bytes(rechecksummed(bytearray(b"dex\n035\0" + bytes(4) + hashlib.sha1(header + body).digest() + header + body)))


def with_code(*prefixes, count=1, named=(), texts=()):
    """quiet.apk with one more DEX file: `count` classes below each prefix, and others only named."""
    classes = [f"{prefix}A{i:02};" for prefix in prefixes for i in range(count)]
    return packed(content("quiet.apk") + [("classes2.dex", dex_of(classes, named, texts))])


def with_file(name, text):
    return packed(content("quiet.apk") + [(name, text.encode())])


def called(package):
    """quiet.apk under another package, no longer than its own."""
    def change(name, data):
        old = "org.example.quiet"
        if name != "AndroidManifest.xml":
            return data
        for encoding, size in (("utf-16-le", struct.Struct("<H")), ("utf-8", struct.Struct("<BB"))):
            sizes = [(n,) * len(size.format.strip("<")) for n in (len(old), len(package))]
            width = len("0".encode(encoding))
            before = size.pack(*sizes[0]) + old.encode(encoding) + bytes(width)
            after = size.pack(*sizes[1]) + package.encode(encoding) + bytes(width)
            data = data.replace(before, after.ljust(len(before), b"\0"))
        return data
    return changed(change)


# Made for these variants: no such key was ever in use.
FAKE = "Zx8Kq2Lm5Vw1Rt7Yb3Nc9Hd4Gf6Js0Pa"
KEYS = {
    "private-key": "-----BEGIN " + "PRIVATE KEY-----\n" + "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj" + FAKE + "\n-----END " + "PRIVATE KEY-----\n",
    "cloud-keys": "AK" + "IAQ3ZR7XWM2KVB5TLP",
    "service-tokens": "gh" + "p_" + FAKE + "Qe8W",
    "google-api-key": "AI" + "za" + FAKE + "-Q_",
    "url-password": "https://robot:" + "k7Yq2Lm5Vw@files.sample-company.net/in",
    "web-token": "ey" + "JhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MjQyNDIifQ.Zx8Kq2Lm5Vw1Rt7Yb3Nc9Hd4Gf6Js0PaQe8W",
}
SDKS = {
    "tencent": "Lcom/tencent/bugly/crashreport/", "bytedance": "Lcom/bytedance/sdk/openadsdk/", "kaspersky": "Lcom/kavsdk/",
    "huawei": "Lcom/huawei/hms/", "alibaba": "Lcom/taobao/accs/", "baidu": "Lcom/baidu/mobstat/", "yandex": "Lcom/yandex/metrica/",
    "vk": "Lcom/vk/api/sdk/", "run-from-china": "Lcom/umeng/analytics/", "run-from-russia": "Lcom/yandex/metrica/",
    "ads": "Lcom/applovin/", "analytics": "Lcom/amplitude/", "location": "Lcom/mapbox/",
    "fingerprint": "Lcom/alibaba/wireless/security/", "identity": "Lcom/tencent/mm/opensdk/", "messaging": "Lcom/braze/",
    "hotfix": "Lcom/tencent/tinker/",
}
PACKERS = {
    "protected": "Lcom/pairip/", "obfuscated": "Lcom/guardsquare/dexguard/", "replaces-code": "Lcom/meituan/robust/",
    "plugins": "Lcom/didi/virtualapk/", "hooks": "Lcom/swift/sandhook/",
}
ADDRESSES = {
    "china": "https://api.weixin.qq.com/sns", "russia": "https://report.appmetrica.yandex.net/report",
    "restricted-vendors": "https://log.tiktokv.com/service", "cleartext": "http://api.sample-company.net/v1",
    "plain-services": "ftp://files.sample-company.net/in", "addresses": "https://45.33.32.156:8443/in",
    "private-network": "http://192.168.7.20/admin", "queues": "mqtt://queue.sample-company.net:1883",
}


def know():
    """Variants for the questions about what the packs know: SDKs, families, addresses, keys, packers."""
    for name, prefix in SDKS.items():
        yield f"sdks.{name}", with_code(prefix)
    yield "sdks.attribution", with_code("La/b/", texts=["adjust_preferences"])  # its classes were renamed
    yield "sdks.sought", with_code(named=["Lcom/huawei/hms/api/HuaweiApiAvailability;"])
    yield "families.member", called("com.kaspersky.kes")
    yield "families.resigned", called("com.tencent.mm")
    yield "families.relative", called("com.tencent.ig")
    yield "families.copy", with_code("Lcom/tencent/mm/ui/", count=12)
    yield "families.code", with_code("Lcom/ss/android/ugc/aweme/", count=12)
    yield "families.vendor", with_code("Lcom/tencent/bugly/crashreport/")
    for name, address in ADDRESSES.items():
        yield f"endpoints.{name}", with_file("assets/settings.json", json.dumps({"server": address}))
    for name, secret in KEYS.items():
        yield f"secrets.{name}", with_file("assets/settings.txt", secret)
    for name, prefix in PACKERS.items():
        yield f"packers.{name}", with_code(prefix)
    yield "packers.packed", with_file("assets/libjiagu.so", "packed")
    yield "packers.scripts", with_file("assets/index.android.bundle", "var a = 1;")
    yield "packers.loader-memory", with_code(named=["Ldalvik/system/InMemoryDexClassLoader;"])


def make():
    quiet = content("quiet.apk")
    dex = dict(quiet)["classes.dex"]
    yield "archive.fake-encryption", fake_encryption(packed(quiet))
    yield "archive.headers", header_disagrees(packed(quiet))
    yield "archive.decoy", left_out(packed(quiet))
    yield "archive.hidden-data", left_out(packed(quiet))
    yield "archive.ends", miscounted(packed(quiet))
    yield "archive.names", packed(quiet + [("../outside.txt", b"text")])
    yield "archive.refused", packed(quiet + [("classes.dex", dex)])
    yield "archive.manifest-tricks", changed(longer("AndroidManifest.xml"))
    yield "archive.resource-tricks", changed(longer("resources.arsc"))
    yield "archive.code-tricks", changed(dex_linked)
    yield "archive.nested-app", packed(quiet + [("assets/inner.apk", (SAMPLES / "vintage.apk").read_bytes())])
    yield "archive.split-orphan", (SAMPLES / "parts-fr.apk").read_bytes()
    yield "code.dex-refused", changed(dex_broken)
    yield "code.dex-gap", packed(quiet + [("classes3.dex", dex)])
    yield "native.unloadable", changed(other_machine)
    yield "signing.short-key", signed(packed(quiet), [v2("short"), v3("short")])
    yield "signing.certificate-ends", signed(packed(quiet), [v2("short"), v3("short")])
    yield "signing.published-key", signed(packed(content("eager.apk")), [published()])
    yield "signing.signers-differ", signed(packed(content("eager.apk")), [v2("quiet"), v3("chatter")])
    yield "signing.unknown-block", signed(packed(quiet), [v3("quiet"), (0x12345678, b"store=example")])
    yield "signing.unprotected-entries", added_file()
    stamped = bytearray((SAMPLES / "quiet-stamped.apk").read_bytes())
    _, local, _ = tamper.find(bytes(stamped), "stamp-cert-sha256")
    name, extra = struct.unpack_from("<HH", stamped, local + 26)
    stamped[local + 30 + name + extra] ^= 1
    yield "signing.stamp-refused", stamped
    yield "signing.v4-refused", (SAMPLES / "quiet-stamped.apk").read_bytes()


OUT = pathlib.Path(sys.argv[1])
for criterion, data in (*make(), *know()):
    (OUT / f"{criterion}.apk").write_bytes(data)
shutil.copy(SAMPLES / "quiet-v4.apk.idsig", OUT / "signing.v4-refused.apk.idsig")
