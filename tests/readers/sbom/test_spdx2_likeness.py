"""What is known of alike texts is what the form says of each."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from provenance.readers.sbom._spdx2_likeness import Alike, words_of
from provenance.readers.sbom._spdx2_locators import LOCATORS
from provenance.readers.sbom._spdx2_text import LOCATION

FORMS = {"purl": LOCATORS["purl"], "cpe23Type": LOCATORS["cpe23Type"], "location": LOCATION}
SHAPES = (
    *("pkg:generic/{n}@{v}", "pkg:{n}/{v}", "pkg:a/{n}?x={v}", "{n}:{v}/x", "pkg:a/{n} {v}", "{v}"),
    *("cpe:2.3:a:x:{n}:{v}:*:*:*:*:*:*:*", "cpe:2.3:{n}:x:{n}:{v}:*:*:*:*:*:*:*"),
    *(r"cpe:2.3:a:\{n}:{v}?:-:*:*:*:*:*:*:*", "cpe:2.3:a:{n}{v}:*:{n}*{v}:*:*:*:*:*:*:*"),
    *(
        "https://x/{n}/{v}",
        "git@{n}:{v}",
        "git+git@{n}:{v}",
        "{n}+{v}://a",
        "http://{n}<{v}",
        "{n}@",
    ),
)
WORDS = st.sampled_from(
    [*("a", "_", "1.2", "9x", "a_b", "-", ".", "git", "pkg", "cpe", "2.3", "3", "N", "h"),
     *("", "a b", "a/b", "a:b", "é", "a\\", "*", "\u212a")]
)  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_a_text_that_is_like_another_one_has_the_form_if_it_says_so(name: str) -> None:
    form = FORMS[name]
    alike = Alike(form.fits)  # one for all, so that each may profit from those before it

    @settings(max_examples=600, deadline=None)
    @given(st.sampled_from(SHAPES), WORDS, WORDS, WORDS | st.none(), WORDS | st.none())
    @example("pkg:{n}/{v}", "9x", "a", "9x", "a")
    @example("pkg:generic/{n}@{v}", "a", "1", "b", None)
    def check(shape: str, first: str, second: str, own: str | None, version: str | None) -> None:
        text = shape.format(n=first, v=second)
        for words in (words_of(own, version), words_of(first, second)):
            assert alike.fits(text, words) is bool(form.fits(text))

    check()


def test_what_is_alike_is_asked_of_the_form_once() -> None:
    asked: list[str] = []

    def fits(text: str) -> object:
        asked.append(text)
        return True

    alike = Alike(fits)
    for name in ("one", "two", "three"):
        assert alike.fits(f"https://acme.example/{name}-1", words_of(name, "1"))
    assert asked == ["https://acme.example/_-_"]
