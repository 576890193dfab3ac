import base64
import binascii

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.decoding.base64text import Decoded, decode_base64
from provenance.errors import DecodingError


@given(st.binary())
def test_every_spelling_gives_the_bytes(content):
    standard = base64.b64encode(content).decode()
    urlsafe = base64.urlsafe_b64encode(content).decode()
    for text in (standard, urlsafe):
        assert decode_base64(text) == Decoded(content)
        assert decode_base64(text.encode()) == Decoded(content)
        bare = decode_base64(text.rstrip("="))
        assert bare.content == content
        assert bool(bare.remark) == text.endswith("=")
        assert decode_base64(f" {text[:3]}\r\n\t{text[3:]}").content == content


@given(st.text(st.sampled_from("AZaz09+/-_= \n")) | st.text() | st.binary())
def test_any_text_is_bytes_or_a_named_error(text):
    try:
        decoded = decode_base64(text)
    except DecodingError:
        return
    raw = text if isinstance(text, bytes) else text.encode()
    one_alphabet = raw.translate(bytes.maketrans(b"-_", b"+/"))
    canonical = one_alphabet == binascii.b2a_base64(decoded.content, newline=False)
    mixed = bool(set(raw) & set(b"+/")) and bool(set(raw) & set(b"-_"))
    assert (decoded.remark == "") == (canonical and not mixed)


@pytest.mark.parametrize("text", ["A", "A===", "AA=A", "=", "====", "AAAA=", "A\0==", "ÅA==", "*"])
def test_what_is_no_base64(text):
    with pytest.raises(DecodingError):
        decode_base64(text)
