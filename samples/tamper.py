#!/usr/bin/env python3
"""Makes the archives and signatures of the samples that the usual tools refuse to make, or make differently
each time. Standard library only; the same input gives the same bytes.

    tamper.py pack OUT [--level N] NAME=FILE...          a ZIP, in that order; .so, .arsc and .apk stored and aligned
    tamper.py sign IN OUT --schemes LIST --signer KEY CERT [--rotated KEY CERT LINEAGE]
                                                         APK Signature Schemes v2, v3, v3.1, RSA with SHA-256
    tamper.py method IN OUT NAME NUMBER                  the stored entry NAME claims compression method NUMBER
    tamper.py flip IN OUT NAME                           one bit of the data of entry NAME, signatures untouched
    tamper.py flags FILE OLD NEW                         the one attribute of flags with value OLD in binary XML gets NEW

`sign` follows source.android.com/docs/security/features/apksigning/v2, /v3 and, for v3.1, apksig's constants.
"""
import argparse
import base64
import hashlib
import pathlib
import struct
import sys
import zlib

STAMP = (1 << 5 | 1) << 16  # 1980-01-01 00:00 as DOS date and time


def u32(n):
    return struct.pack("<I", n)


def prefixed(*parts):
    """Each part after its length, as signing blocks nest them."""
    return b"".join(u32(len(p)) + p for p in parts)


# ---- ZIP

def alignment(name):
    return 4096 if name.endswith(".so") else 4


def is_stored(name):
    return name.endswith((".so", ".arsc", ".apk", ".png"))


def pack(out, files, level):
    body, directory = bytearray(), bytearray()
    for name, data in files:
        raw = name.encode()
        stored = level == 0 or is_stored(name)
        packer = zlib.compressobj(level or 9, zlib.DEFLATED, -15)
        packed = data if stored else packer.compress(data) + packer.flush()
        extra = b"\0" * (-(len(body) + 30 + len(raw)) % alignment(name)) if stored else b""
        fields = struct.pack("<HHHIIIIH", 20, 0x800 if not name.isascii() else 0, 0 if stored else 8, STAMP,
                             zlib.crc32(data), len(packed), len(data), len(raw))
        directory += b"PK\1\2" + struct.pack("<H", 20) + fields + struct.pack("<HHHHII", 0, 0, 0, 0, 0, len(body)) + raw
        body += b"PK\3\4" + fields + struct.pack("<H", len(extra)) + raw + extra + packed
    end = b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, len(files), len(files), len(directory), len(body), 0)
    pathlib.Path(out).write_bytes(body + directory + end)


def sections(apk):
    """What lies before the central directory, the directory, and the end record without its comment."""
    end = apk.rindex(b"PK\5\6")
    size, start = struct.unpack_from("<II", apk, end + 12)
    return apk[:start], apk[start:start + size], apk[end:end + 22]


def records(apk):
    """Name, offset of the directory record, offset of the local header, stored size."""
    body, directory, _ = sections(apk)
    at = 0
    while at < len(directory):
        packed, = struct.unpack_from("<I", directory, at + 20)
        name, extra, comment = struct.unpack_from("<HHH", directory, at + 28)
        local, = struct.unpack_from("<I", directory, at + 42)
        yield directory[at + 46:at + 46 + name].decode(), len(body) + at, local, packed
        at += 46 + name + extra + comment


def find(apk, wanted):
    for name, record, local, packed in records(apk):
        if name == wanted:
            return record, local, packed
    sys.exit(f"no entry {wanted}")


# ---- signing

def der(data, at=0):
    """One DER value: its tag, content, and where the next one starts."""
    size, at2 = data[at + 1], at + 2
    if size & 0x80:
        more = size & 0x7F
        size, at2 = int.from_bytes(data[at2:at2 + more], "big"), at2 + more
    return data[at], data[at2:at2 + size], at2 + size


def rsa_key(path):
    """Modulus and private exponent of a PKCS#8 DER file."""
    _, outer, _ = der(pathlib.Path(path).read_bytes())
    _, _, at = der(outer)
    _, _, at = der(outer, at)
    _, octets, _ = der(outer, at)
    _, numbers, _ = der(octets)
    values, at = [], 0
    while at < len(numbers):
        _, value, at = der(numbers, at)
        values.append(int.from_bytes(value, "big"))
    return values[1], values[3]


class Signer:
    def __init__(self, key, cert):
        self.modulus, self.exponent = rsa_key(key)
        pem = pathlib.Path(cert).read_text()
        self.cert = base64.b64decode("".join(line for line in pem.split("\n") if "-" not in line))
        # SubjectPublicKeyInfo is the seventh field of a v3 TBSCertificate.
        _, body, _ = der(self.cert)
        _, fields, _ = der(body)
        at = 0
        for _ in range(6):
            _, _, at = der(fields, at)
        self.public = fields[at:der(fields, at)[2]]

    def sign(self, data):
        digest = bytes.fromhex("3031300d060960864801650304020105000420") + hashlib.sha256(data).digest()
        size = (self.modulus.bit_length() + 7) // 8
        padded = b"\0\1" + b"\xff" * (size - len(digest) - 3) + b"\0" + digest
        return pow(int.from_bytes(padded, "big"), self.exponent, self.modulus).to_bytes(size, "big")


RSA_SHA256 = 0x0103
V2, V3, V31 = 0x7109871A, 0xF05368C0, 0x1B93AD61
ATTR_STRIPPING, ATTR_LINEAGE, ATTR_ROTATION_MIN, ATTR_ROTATED = 0xBEEFF00D, 0x3BA06F8C, 0x559F8B02, 0xC2A6B3BA
ROTATION_SDK = 33


def content_digest(parts):
    chunks = [part[at:at + (1 << 20)] for part in parts for at in range(0, len(part), 1 << 20)]
    digests = [hashlib.sha256(b"\xa5" + u32(len(c)) + c).digest() for c in chunks]
    return hashlib.sha256(b"\x5a" + u32(len(chunks)) + b"".join(digests)).digest()


def attributes(*pairs):
    return b"".join(prefixed(u32(kind) + value) for kind, value in pairs)


def signer_block(signer, digest, attrs, sdks=None):
    algorithm = u32(RSA_SHA256)
    levels = b"".join(map(u32, sdks)) if sdks else b""
    data = prefixed(prefixed(algorithm + prefixed(digest)), prefixed(signer.cert)) + levels + prefixed(attrs)
    signature = prefixed(prefixed(algorithm + prefixed(signer.sign(data))))
    return prefixed(prefixed(prefixed(data) + levels + signature + prefixed(signer.public)))


def sign(apk, schemes, old, new, lineage):
    body, directory, end = sections(apk)
    body += b"\0" * (-len(body) % 4)
    digest = content_digest([body, directory, end[:16] + u32(len(body)) + end[20:]])
    top = 0x7FFFFFFF
    pairs = []
    for scheme in schemes:
        if scheme == "v2":
            strip = attributes((ATTR_STRIPPING, u32(3))) if len(schemes) > 1 else b""
            pairs.append((V2, signer_block(old, digest, strip)))
        elif scheme == "v3":
            rotated = "v3.1" in schemes
            attrs = attributes((ATTR_ROTATED, u32(ROTATION_SDK))) if rotated else b""
            pairs.append((V3, signer_block(old, digest, attrs, (28, ROTATION_SDK - 1 if rotated else top))))
        elif scheme == "v3.1":
            attrs = attributes((ATTR_LINEAGE, lineage), (ATTR_ROTATION_MIN, u32(ROTATION_SDK)))
            pairs.append((V31, signer_block(new, digest, attrs, (ROTATION_SDK, top))))
    block = b"".join(struct.pack("<QI", len(value) + 4, kind) + value for kind, value in pairs)
    size = struct.pack("<Q", len(block) + 24)
    block = size + block + size + b"APK Sig Block 42"
    return body + block + directory + end[:16] + u32(len(body) + len(block)) + end[20:]


# ---- command line

def main():
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(dest="command", required=True)
    p = commands.add_parser("pack")
    p.add_argument("out")
    p.add_argument("--level", type=int, default=9)
    p.add_argument("files", nargs="+")
    for name in ("sign", "method", "flip"):
        p = commands.add_parser(name)
        p.add_argument("input")
        p.add_argument("out")
        if name == "sign":
            p.add_argument("--schemes", required=True)
            p.add_argument("--signer", nargs=2, required=True)
            p.add_argument("--rotated", nargs=3)
        else:
            p.add_argument("name")
        if name == "method":
            p.add_argument("number", type=lambda s: int(s, 0))
    p = commands.add_parser("flags")
    p.add_argument("file")
    p.add_argument("old", type=lambda s: int(s, 0))
    p.add_argument("new", type=lambda s: int(s, 0))
    args = parser.parse_args()

    if args.command == "flags":
        file, value = pathlib.Path(args.file), struct.Struct("<HBBI")  # Res_value: size, 0, type 0x11, data
        xml, old = file.read_bytes(), value.pack(8, 0, 0x11, args.old)
        if xml.count(old) != 1:
            sys.exit(f"{xml.count(old)} values of {args.old:#x}")
        file.write_bytes(xml.replace(old, value.pack(8, 0, 0x11, args.new)))
        return
    if args.command == "pack":
        named = [f.split("=", 1) for f in args.files]
        pack(args.out, [(name, pathlib.Path(path).read_bytes()) for name, path in named], args.level)
        return
    apk = bytearray(pathlib.Path(args.input).read_bytes())
    if args.command == "sign":
        old, new, lineage = Signer(*args.signer), None, b""
        if args.rotated:
            new = Signer(*args.rotated[:2])
            # apksigner's lineage file: magic, version, then the attribute's value after its length.
            lineage = pathlib.Path(args.rotated[2]).read_bytes()[12:]
        apk = sign(bytes(apk), args.schemes.split(","), old, new, lineage)
    elif args.command == "method":
        record, local, packed = find(bytes(apk), args.name)
        struct.pack_into("<H", apk, record + 10, args.number)
        struct.pack_into("<H", apk, local + 8, args.number)
    else:
        _, local, packed = find(bytes(apk), args.name)
        name, extra = struct.unpack_from("<HH", apk, local + 26)
        apk[local + 30 + name + extra + packed // 2] ^= 1
    pathlib.Path(args.out).write_bytes(apk)


if __name__ == "__main__":
    main()
