"""Small files that unpack to gigabytes.

bombs.py FOLDER: writes them.
"""
import gzip
import struct
import sys
import tarfile
import zipfile

import crc32c

folder = sys.argv[1]
zeros = gzip.compress(bytes(1 << 26), 9)


def bomb(name, head, count=32):
    with open(f"{folder}/{name}", "wb") as file:
        file.write(gzip.compress(head))
        for _ in range(count):
            file.write(zeros)


def entry(name, size):
    info = tarfile.TarInfo(name)
    info.size = size
    return info.tobuf(tarfile.USTAR_FORMAT)


bomb("bomb.tar.gz", entry("a.cls", 1) + b"1".ljust(512, b"\0") + entry("a.jpg", 32 << 26))
bomb("bomb.csv.gz", b"x,y\n1,a\n2,")
length = struct.pack("<Q", 1 << 40)
crc = crc32c.crc32c(length)
bomb("bomb.tfrecord.gz", length + struct.pack("<I", ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF), 1)
header = b"{'descr': '|u1', 'fortran_order': False, 'shape': (%d,), }" % (1 << 28)
header = header.ljust(128 - 11) + b"\n"
with zipfile.ZipFile(folder + "/bomb.npz", "w", zipfile.ZIP_DEFLATED) as archive:
    with archive.open("a.npy", "w") as file:
        file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header)
        for _ in range(4):
            file.write(bytes(1 << 26))
