from hypothesis import given
from hypothesis import strategies as st
from securesystemslib.dsse import Envelope

from provenance.decoding.dsse import pae


def test_vector_of_the_protocol():
    expected = b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    assert pae("http://example.com/HelloWorld", b"hello world") == expected


def test_lengths_count_bytes():
    assert pae("é", "ü😀".encode()) == "DSSEv1 2 é 6 ü😀".encode()


@given(st.text(st.characters(exclude_categories=["Cs"])), st.binary())
def test_equals_the_reference(payload_type, payload):
    assert pae(payload_type, payload) == Envelope(payload, payload_type, {}).pae()
