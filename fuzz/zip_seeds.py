"""Writes the seeds of the ZIP reader's fuzz target: python3 fuzz/zip_seeds.py fuzz/seeds/zip"""
import random
import struct
import sys
import zlib


def deflate(data, strategy=zlib.Z_DEFAULT_STRATEGY, level=9):
    c = zlib.compressobj(level, zlib.DEFLATED, -15, 9, strategy)
    return c.compress(data) + c.flush()


def text(n, seed=1):
    rng = random.Random(seed)
    return " ".join(rng.choice(["android", "manifest", "permission", "x", "name", "42"]) for _ in range(n)).encode()


class Zip:
    """Headers field by field, each of which may be overridden."""

    def __init__(self):
        self.body, self.directory, self.count = b"", b"", 0

    def add(self, name, data, method=8, local=None, raw=None, **f):
        packed = raw if raw is not None else deflate(data) if method == 8 else data
        crc, cs, us = zlib.crc32(data), f.get("cs", len(packed)), f.get("us", len(data))
        flags, extra, lextra = f.get("flags", 0), f.get("extra", b""), f.get("lextra", b"")
        header = f.get("header", len(self.body))
        sizes = (crc, cs, us) if not flags & 8 else (0, 0, 0)
        self.body += struct.pack("<4sHHHHHIIIHH", b"PK\3\4", 20, f.get("lflags", flags),
                                 method if local is None else local, 0, 0x21, *sizes, len(name), len(lextra))
        self.body += name + lextra + packed
        if flags & 8:
            self.body += struct.pack("<4sIII", b"PK\7\x08", crc, cs, us)
        self.directory += struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\1\2", 20, 20, flags, method, 0, 0x21, crc,
                                      f.get("cs32", cs), f.get("us32", us), len(name), len(extra), 0, 0, 0, 0,
                                      f.get("header32", header)) + name + extra
        self.count += 1
        return self

    def end(self, comment=b"", count=None, zip64=False, between=b"", start=None):
        n = self.count if count is None else count
        at = len(self.body) + len(between)
        out = self.body + between + self.directory
        size, offset = len(self.directory), at if start is None else start
        if zip64:
            out += struct.pack("<4sQHHIIQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, n, n, size, offset)
            out += struct.pack("<4sIQI", b"PK\6\7", 0, at + size, 1)
            size, offset, n = 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFF
        return out + struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, n, n, size, offset, len(comment)) + comment


def main(folder):
    manifest, dex = b"\x03\x00\x08\x00" + text(40), b"dex\n035\0" + text(60, 2)
    plain = Zip().add(b"AndroidManifest.xml", manifest).add(b"classes.dex", dex, 0).add(b"res/a.png", b"\x89PNG")
    wide = struct.pack("<HHQQQ", 1, 24, len(dex), len(deflate(dex)), 0)
    block = struct.pack("<Q", 24) + struct.pack("<Q", 24) + b"APK Sig Block 42"
    decoy = deflate(b"decoy manifest, for tools that guess")
    seeds = {
        "plain.zip": plain.end(b"a comment"),
        "streamed.zip": Zip().add(b"AndroidManifest.xml", manifest, flags=8).add(b"b", dex, 0, flags=8).end(),
        "zip64.zip": Zip().add(b"classes.dex", dex, extra=wide, us32=0xFFFFFFFF, cs32=0xFFFFFFFF,
                               header32=0xFFFFFFFF).end(zip64=True),
        "duplicate.zip": Zip().add(b"a", b"first").add(b"a", b"second").add(b"a/b", b"third").add(b"", b"").end(),
        "signed.zip": Zip().add(b"a", b"first", 0).end(between=b"\0" * 8 + block),
        "hidden.zip": Zip().add(b"a", b"first", 0).end(between=b"hidden bytes", count=1),
        "badpack.zip": Zip().add(b"AndroidManifest.xml", decoy + manifest, 0x1C5D, cs=len(decoy)).add(
            b"classes.dex", dex, flags=0x809, local=0).end(),
        "overlap.zip": Zip().add(b"a", b"x" * 99, 0).add(b"a", b"", header=0, cs=99, us=99).end(),
        "prefixed.zip": plain.end(start=len(plain.body) - 16)[16:],
        "trailing.zip": plain.end() + b"PK\5\6" + b"\0" * 22,
        "cut.zip": plain.end()[:-30],
        "locals.zip": plain.body,
        "names.zip": Zip().add(b"../\xc3\xa9", b"1").add(b"/a\\\x01", b"2").add(b"\xff\xfe", b"3").add(
            b"n" * 300, b"4").add(b"nul\0x", b"5").end(count=9),
        "dynamic.deflate": b"\0" + deflate(text(300)),
        "fixed.deflate": b"\0" + deflate(text(20), zlib.Z_FIXED),
        "huffman.deflate": b"\0" + deflate(text(100), zlib.Z_HUFFMAN_ONLY),
        "stored.deflate": b"\0" + deflate(text(50), level=0),
        "run.deflate": b"\0" + deflate(b"a" * 5000),
    }
    for name, data in seeds.items():
        with open("%s/%s" % (folder, name), "wb") as f:
            f.write(data)


main(sys.argv[1])
