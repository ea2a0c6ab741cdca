"""Stands in for the two parts of Karapace that are made when it is built, and that none of the tests run here needs.

Its tests import the server's code, which imports its version (written by its build) and its Protobuf formatter (a library in Go).
"""

import sys
import types


def module(name, **contents):
    made = types.ModuleType(name)
    made.__dict__.update(contents)
    sys.modules[name] = made
    return made


def not_built(*_):
    raise NotImplementedError("Karapace's Protobuf formatter is not built for these tests")


class Proto:
    def __init__(self, *_):
        not_built()


class IncompatibleError(Exception):
    pass


formatter = dict(Proto=Proto, IncompatibleError=IncompatibleError, format_proto=not_built, check_compatibility=not_built)
module("karapace.core.protobuf.protopace.protopace", **formatter)
module("karapace.core.protobuf.protopace", **formatter)
version = module("karapace.version", __version__="0", version="0")

import karapace  # noqa: E402  (its version must be there first)

karapace.version = version
