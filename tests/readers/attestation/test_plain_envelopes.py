"""Plain envelopes are read by one strict type, and give what reading field by field gives."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from provenance.blobs import MemoryBlob
from provenance.decoding.sketch import Sketch
from provenance.errors import DecodingError
from provenance.readers.attestation import dsse
from provenance.readers.attestation._plain_envelope import plain_envelope

SIGNATURE = '{"keyid":"one","sig":"AAAA"}'
PLAIN = f'{{"payload":"e30=","payloadType":"application/json","signatures":[{SIGNATURE}]}}'

VALUES = st.sampled_from(
    [
        "e30=",
        "e30",
        "e31=",
        " e30=",
        "-_-_",
        "+/+/",
        "",
        "one",
        'o"e',
        "\u0022",
        "é",
        None,
        1,
        [],
        {},
    ]
)


def items(sketch, read):
    """What a reader yields, blobs by their bytes, and the error that ends it."""
    found = []
    try:
        for place, item in read(sketch):
            blob = isinstance(item, MemoryBlob)
            found.append((place, (item.address, item.view()) if blob else item))
    except DecodingError as error:
        found.append((error.id, error.pointer, error.message))
    return found


def assert_same(text: bytes) -> None:
    sketch = Sketch(MemoryBlob("a", text))
    if dsse.recognise(sketch):
        slow = items(Sketch(MemoryBlob("a", text)), dsse._field_by_field)
        assert items(sketch, dsse.read)[1:] == slow


def test_a_plain_envelope_is_one():
    found = plain_envelope(PLAIN.encode())
    assert (found.payload, found.payload_type) == (b"{}", "application/json")
    assert found.signatures == [("one", b"\0\0\0")]
    assert_same(PLAIN.encode())


def test_a_name_that_stands_twice_is_not_plain():
    for name in ("payload", "payloadType", "signatures", "keyid", "sig"):
        start = PLAIN.index(f'"{name}":') + len(name) + 3
        for value in ('"e30="', "null", "1", "[]", "{}", f"[{SIGNATURE}]"):
            text = f'{PLAIN[:start]}{value},"{name}":{PLAIN[start:]}'.encode()
            assert plain_envelope(text) is None
            assert_same(text)


@given(
    st.fixed_dictionaries(
        {"payload": VALUES, "payloadType": VALUES},
        optional={
            "signatures": VALUES
            | st.lists(
                VALUES
                | st.fixed_dictionaries(
                    {}, optional={n: VALUES for n in ("keyid", "sig", "cert", "other")}
                ),
                max_size=3,
            ),
            "other": VALUES,
        },
    ),
    st.booleans(),
)
def test_every_envelope_is_read_alike(value, escaped):
    assert_same(json.dumps(value, ensure_ascii=escaped).encode())


@given(st.integers(0, len(PLAIN) - 1), st.sampled_from('"\\{}[],:=é\x7f 1'))
def test_every_changed_envelope_is_read_alike(position, character):
    assert_same(f"{PLAIN[:position]}{character}{PLAIN[position:]}".encode())
    assert_same(f"{PLAIN[:position]}{character}{PLAIN[position + 1 :]}".encode())
