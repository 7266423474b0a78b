"""NumPy's own arrays.

arrays.py write FOLDER: the arrays that the tests read.
arrays.py read FILE...: prints each array's type, shape and elements.
"""
import sys

import numpy

if sys.argv[1] == "write":
    folder = sys.argv[2]
    whole = numpy.arange(60) % 5 - 1
    for kind in ("i1", "<i2", ">i2", "<i4", ">i4", "<i8", ">i8", "<f2", ">f2", "<f4", "<f8", ">f8"):
        numpy.save(f"{folder}/whole-{kind.replace('<', 'l').replace('>', 'b')}.npy", whole.astype(kind))
    numpy.save(folder + "/unsigned.npy", (whole + 1).astype("u2"))
    numpy.save(folder + "/bool.npy", whole > 1)
    words = numpy.array(["cat", "dog", "caf\u00e9", "\U0001F600x"])[numpy.arange(60) % 4]
    numpy.save(folder + "/text.npy", words)
    numpy.save(folder + "/text-big.npy", words.astype(">U5"))
    numpy.save(folder + "/bytes.npy", numpy.array([b"cat", b"dogs"])[numpy.arange(60) % 2])
    numpy.save(folder + "/score.npy", numpy.where(numpy.arange(60) == 7, numpy.nan, numpy.arange(60) / 8))
    numpy.save(folder + "/onehot.npy", numpy.eye(5)[whole + 1])
    numpy.save(folder + "/multi.npy", (numpy.arange(180).reshape(60, 3) % 4 < 2).astype("u1"))
    numpy.save(folder + "/column.npy", whole.reshape(60, 1))
    numpy.save(folder + "/fortran.npy", numpy.asfortranarray(numpy.eye(5)))
    numpy.save(folder + "/objects.npy", numpy.array(["a", None]), allow_pickle=True)
    numpy.save(folder + "/fields.npy", numpy.zeros(3, dtype=[("a", "i4"), ("b", "f4")]))
    numpy.save(folder + "/patients.npy", numpy.arange(60) // 6)
    for version in ((1, 0), (2, 0), (3, 0)):
        with open(f"{folder}/version-{version[0]}.npy", "wb") as file:
            numpy.lib.format.write_array(file, whole, version=version)
    arrays = {"labels": whole, "patients": numpy.arange(60) // 6, "times": numpy.arange(60) * 10.0}
    numpy.savez(folder + "/plain.npz", **arrays)
    numpy.savez_compressed(folder + "/packed.npz", **arrays)
    numpy.savez_compressed(folder + "/one.npz", whole)
else:
    for path in sys.argv[2:]:
        array = numpy.load(path)
        print(array.dtype, array.shape, *array)
