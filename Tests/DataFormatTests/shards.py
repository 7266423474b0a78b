"""WebDataset shards by Python's tarfile, read by webdataset itself.

shards.py write FOLDER: the archives that the tests read.
shards.py read FILE...: prints each sample's key and what its members hold, as JSON.
"""
import io
import json
import os
import sys
import tarfile


def write(folder):
    for number, kind in enumerate([tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT]):
        for packed in ("", ".gz"):
            path = f"{folder}/train-{number}.tar{packed}"
            with tarfile.open(path, "w:gz" if packed else "w", format=kind) as tar:
                def add(name, data):
                    info = tarfile.TarInfo(name)
                    info.size = len(data)
                    if kind == tarfile.PAX_FORMAT:
                        info.mtime = 1.5  # Not whole, so it gets a pax header.
                    tar.addfile(info, io.BytesIO(data))

                folder_entry = tarfile.TarInfo("cats")
                folder_entry.type = tarfile.DIRTYPE
                tar.addfile(folder_entry)
                add("README", b"of no sample")
                add("__index__", b"of none either")
                for i in range(number * 50, number * 50 + 50):
                    # Over 100 bytes, which the formats write in three ways; ustar needs a slash in it.
                    deep = "d" * 90 + "/" + "e" * 60 + "/" if i % 5 == 0 else ""
                    key = f"{['cats', 'dogs'][i % 2]}/{deep}{i:06d}"
                    add(key + ".cls", b"%d\n" % (i % 4))
                    add(key + ".json", json.dumps({"a": {"label": f"c{i % 3}", "tags": [i % 2, 7]},
                                                   "patient": f"p{i // 5}", "time": i / 2}).encode())
                    add(key + ".seg.PNG", b"p" * (i * 11))
                    add(key + ".jpg", bytes([i]) * (i * 97 if i % 25 else 200_000))


def read(files):
    import webdataset

    for file in files:
        for sample in webdataset.WebDataset(file, shardshuffle=False, empty_check=False):
            print(json.dumps({"key": sample["__key__"], "file": os.path.basename(file), "cls": sample["cls"].decode().strip(),
                              "jpg": len(sample["jpg"]), "png": len(sample["seg.png"])}))


if sys.argv[1] == "write":
    write(sys.argv[2])
else:
    read(sys.argv[2:])
