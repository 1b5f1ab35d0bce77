"""Writes archives with one or two fields of their headers changed: zipmutants.py FOLDER COUNT. Always the same ones."""
import io
import random
import struct
import sys
import zipfile


class Sink(io.RawIOBase):
    """Cannot seek, so that zipfile writes data descriptors."""

    def __init__(self):
        self.data = b""

    def writable(self):
        return True

    def write(self, b):
        self.data += bytes(b)
        return len(b)


def base(rng, streamed):
    sink = Sink() if streamed else io.BytesIO()
    with zipfile.ZipFile(sink, "w") as z:
        for i in range(rng.randrange(1, 6)):
            name = rng.choice(["AndroidManifest.xml", "classes.dex", "res/a%d.xml" % i, "\u00e9%d" % i, "x"]) + "z" * i
            data = bytes(rng.randrange(4) for _ in range(rng.randrange(300)))
            info = zipfile.ZipInfo(name, (2008, 1, 1, 0, 0, 0))
            info.compress_type = rng.choice([0, 8])
            info.extra = rng.choice([b"", b"", b"\x35\xd9\x02\x00\x04\x00", b"\0\0\0"])
            z.writestr(info, data)
        z.comment = rng.choice([b"", b"", b"note"])
    return bytearray(sink.data if streamed else sink.getvalue())


def fields(data):
    """Offset and width of every header field."""
    out = []
    for signature, widths in (
        (b"PK\1\2", (2, 2, 2, 2, 2, 2, 4, 4, 4, 2, 2, 2, 2, 2, 4, 4)),
        (b"PK\3\4", (2, 2, 2, 2, 2, 4, 4, 4, 2, 2)),
        (b"PK\5\6", (2, 2, 2, 2, 4, 4, 2)),
        (b"PK\7\x08", (4, 4, 4)),
    ):
        at = data.find(signature)
        while at >= 0:
            out.append((at, 4))
            at += 4
            for width in widths:
                out.append((at, width))
                at += width
            out.append((at, 1))  # the first byte of the name
            at = data.find(signature, at)
    return [(at, width) for at, width in out if at + width <= len(data)]


def mutate(rng, data):
    at, width = rng.choice(fields(data))
    value = int.from_bytes(data[at : at + width], "little")
    new = rng.choice([value + 1, value - 1, value ^ (1 << rng.randrange(8 * width)), 0, 8, 9, value * 2, 0x1C5D])
    data[at : at + width] = (new % (1 << (8 * width))).to_bytes(width, "little")


def main(folder, count):
    for i in range(count):
        rng = random.Random(i)
        data = base(rng, rng.random() < 0.5)
        kind = rng.randrange(20)
        if kind == 0:
            data = data[: rng.randrange(len(data))]
        elif kind == 1:
            data += b"\0" * rng.randrange(1, 9)
        elif kind == 2:
            at = rng.randrange(len(data))
            data[at:at] = bytes(rng.randrange(256) for _ in range(rng.randrange(1, 40)))
        else:
            for _ in range(rng.choice([1, 1, 1, 2])):
                mutate(rng, data)
        if struct.pack("<I", 0xFFFFFFFF) in data:
            continue  # calls for ZIP64, which the library of Debian 12 does not know
        with open("%s/%05d.zip" % (folder, i), "wb") as f:
            f.write(data)


main(sys.argv[1], int(sys.argv[2]))
