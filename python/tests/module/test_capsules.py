"""Arrow producers whose structs break the C data interface: ordinary errors that say how, and nothing on stderr."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest

import partner_campaigns as pc


class CSchema(ctypes.Structure):
    _fields_ = [
        ("format", ctypes.c_char_p),
        ("name", ctypes.c_char_p),
        ("metadata", ctypes.c_void_p),
        ("flags", ctypes.c_int64),
        ("n_children", ctypes.c_int64),
        ("children", ctypes.c_void_p),
        ("dictionary", ctypes.c_void_p),
        ("release", ctypes.c_void_p),
        ("private_data", ctypes.c_void_p),
    ]


class CArray(ctypes.Structure):
    _fields_ = [
        ("length", ctypes.c_int64),
        ("null_count", ctypes.c_int64),
        ("offset", ctypes.c_int64),
        ("n_buffers", ctypes.c_int64),
        ("n_children", ctypes.c_int64),
        ("buffers", ctypes.c_void_p),
        ("children", ctypes.c_void_p),
        ("dictionary", ctypes.c_void_p),
        ("release", ctypes.c_void_p),
        ("private_data", ctypes.c_void_p),
    ]


new_capsule = ctypes.pythonapi.PyCapsule_New
new_capsule.restype = ctypes.py_object
new_capsule.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
Change = Callable[[Any, Any], None]


class Lying:
    """An array of pyarrow, handed over with other structs than its own."""

    def __init__(self, values: Any, change: Change) -> None:
        self.array, self.schema = CArray(), CSchema()
        values._export_to_c(ctypes.addressof(self.array), ctypes.addressof(self.schema))
        change(self.array, self.schema)

    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]:
        return (
            new_capsule(ctypes.addressof(self.schema), b"arrow_schema", None),
            new_capsule(ctypes.addressof(self.array), b"arrow_array", None),
        )


def put(**fields: Any) -> Change:
    """Fields of the array; those of the schema begin with `schema_`."""

    def change(array: Any, schema: Any) -> None:
        for field, value in fields.items():
            of_schema = field.startswith("schema_")
            setattr(schema if of_schema else array, field.removeprefix("schema_"), value)

    return change


NUMBERS = pa.array([1, None, 3])
TEXTS = pa.array(["a", "b"]).dictionary_encode()
LIES: list[tuple[Any, Change, str]] = [
    (NUMBERS, put(length=-1), "its length is -1"),
    (NUMBERS, put(offset=-(2**63)), "its offset is -9223372036854775808"),
    (NUMBERS, put(length=2**62), "no memory holds them"),
    (NUMBERS, put(null_count=7), "7 of 3 rows are null"),
    (NUMBERS, put(null_count=0), "0 nulls are said to be where 1 are"),
    (NUMBERS, put(n_buffers=1), "has 1 buffers: allowed is 2"),
    (NUMBERS, put(buffers=None), "no list of 2 buffers"),
    (NUMBERS, put(schema_format=None), "a column in it has no type"),
    (NUMBERS, put(schema_format=b"\xff"), "is no UTF-8"),
    (NUMBERS, put(schema_format=b"+l"), r"`\+l` with 0 columns"),
    (NUMBERS, put(schema_format=b"u"), "has 2 buffers: allowed is 3"),
    (NUMBERS, put(schema_format=b"z" * 100_000 + b"\n"), "zzz"),
    (NUMBERS, put(schema_release=None), "was released before"),
    (TEXTS, put(dictionary=None), "its dictionary has no values"),
    (TEXTS, put(schema_format=b"g"), "keys of type `g` of a dictionary"),
]


@pytest.mark.parametrize(("values", "change", "said"), LIES)
def test_structs_that_break_the_interface(
    values: Any, change: Change, said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    lying = Lying(values, change)
    with pytest.raises(pc.InvalidInputError, match=said) as caught:
        pc.split_columns(base_minor=lying, total_rate_bps=[1] * 3, creator_rate_bps=[1] * 3)
    told = str(caught.value)
    assert told.startswith("base_minor: ")
    assert len(told) <= 400
    assert told.isprintable()
    assert capfd.readouterr() == ("", "")


def test_what_keeps_to_the_interface_is_read() -> None:
    honest = Lying(pa.array([1, 2, 3]), lambda array, schema: None)
    assert len(pc.split_columns(base_minor=honest, total_rate_bps=[1] * 3, creator_rate_bps=[1] * 3)) == 3
