"""An independent writer and reader of TFRecord files, by the PyPI packages crc32c and protobuf.

tfrecords.py write FOLDER: the files that the tests read.
tfrecords.py read FILE...: checks every file, and prints each record's features as JSON.
"""
import gzip
import json
import struct
import sys
import zlib

import crc32c
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory


def messages():
    """tf.train.Example and SequenceExample, from their published definition."""
    file = descriptor_pb2.FileDescriptorProto(name="example.proto", package="t", syntax="proto3")
    field = descriptor_pb2.FieldDescriptorProto

    def message(name, *fields, within=None):
        new = (within.nested_type if within else file.message_type).add(name=name)
        for number, (label, kind, of, type_name) in enumerate(fields, 1):
            new.field.add(name=label, number=number, label=field.LABEL_REPEATED if of else field.LABEL_OPTIONAL,
                          type=kind, type_name=type_name)
        return new

    def entry(outer, value):
        inner = message("FeatureEntry", ("key", field.TYPE_STRING, False, None),
                        ("value", field.TYPE_MESSAGE, False, value), within=outer)
        inner.options.map_entry = True

    message("BytesList", ("value", field.TYPE_BYTES, True, None))
    message("FloatList", ("value", field.TYPE_FLOAT, True, None))
    message("Int64List", ("value", field.TYPE_INT64, True, None))
    feature = message("Feature", ("bytes_list", field.TYPE_MESSAGE, False, ".t.BytesList"),
                      ("float_list", field.TYPE_MESSAGE, False, ".t.FloatList"),
                      ("int64_list", field.TYPE_MESSAGE, False, ".t.Int64List"))
    feature.oneof_decl.add(name="kind")
    for one in feature.field:
        one.oneof_index = 0
    features = message("Features", ("feature", field.TYPE_MESSAGE, True, ".t.Features.FeatureEntry"))
    entry(features, ".t.Feature")
    message("FeatureList", ("feature", field.TYPE_MESSAGE, True, ".t.Feature"))
    lists = message("FeatureLists", ("feature", field.TYPE_MESSAGE, True, ".t.FeatureLists.FeatureEntry"))
    entry(lists, ".t.FeatureList")
    message("Example", ("features", field.TYPE_MESSAGE, False, ".t.Features"))
    message("SequenceExample", ("context", field.TYPE_MESSAGE, False, ".t.Features"),
            ("feature_lists", field.TYPE_MESSAGE, False, ".t.FeatureLists"))
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return [message_factory.GetMessageClass(pool.FindMessageTypeByName("t." + name))
            for name in ("Example", "SequenceExample")]


Example, SequenceExample = messages()


def masked(data):
    crc = crc32c.crc32c(data)
    return struct.pack("<I", ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF)


def framed(record):
    length = struct.pack("<Q", len(record))
    return length + masked(length) + record + masked(record)


def fill(features, **values):
    for name, value in values.items():
        feature = features.feature[name]
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, bytes):
                feature.bytes_list.value.append(one)
            elif isinstance(one, float):
                feature.float_list.value.append(one)
            else:
                feature.int64_list.value.append(one)


def write(folder):
    records = []
    for i in range(300):
        example = Example()
        # Some records are long, so that buffers have their edges in all places.
        fill(example.features, id=b"item-%d" % i, label=i % 7 - 2, word=[b"cat", b"dog", b"caf\xc3\xa9"][i % 3],
             score=i / 8, patient=b"p%d" % (i // 4), time=i * 1000, tags=[i % 5, i % 3 + 10],
             image=bytes([i % 256]) * (i * 37 if i % 50 else 300_000))
        if i % 10 == 9:
            del example.features.feature["word"]
        records.append(example.SerializeToString(deterministic=True))
    parts = [records[:100], records[100:150], records[150:]]
    for number, part in enumerate(parts):
        data = b"".join(map(framed, part))
        name = f"{folder}/train-{number}.tfrecord"
        open(name, "wb").write(data)
        # In two streams, as files that were joined have.
        middle = len(data) // 2
        open(name + ".gz", "wb").write(gzip.compress(data[:middle], 6) + gzip.compress(data[middle:], 1))
        open(name + ".zlib", "wb").write(zlib.compress(data, 6))
    sequences = []
    for i in range(20):
        example = SequenceExample()
        fill(example.context, label=i % 2)
        example.feature_lists.feature["frames"].feature.add().int64_list.value.append(i)
        sequences.append(framed(example.SerializeToString()))
    open(folder + "/sequences.tfrecord", "wb").write(b"".join(sequences))


def read(file):
    data = open(file, "rb").read()
    if file.endswith(".gz"):
        data = gzip.decompress(data)
    elif file.endswith(".zlib"):
        data = zlib.decompress(data)
    while data:
        length, crc, data = data[:8], data[8:12], data[12:]
        assert masked(length) == crc, "the length's checksum"
        size = struct.unpack("<Q", length)[0]
        record, crc, data = data[:size], data[size:size + 4], data[size + 4:]
        assert len(record) == size and masked(record) == crc, "the record's checksum"
        features = Example.FromString(record).features.feature
        print(json.dumps({"id": features["id"].bytes_list.value[0].decode(), "image": len(
            features["image"].bytes_list.value[0]), "file": file.rsplit("/", 1)[-1]}))


if sys.argv[1] == "write":
    write(sys.argv[2])
else:
    for path in sys.argv[2:]:
        read(path)
