"""A trust root is read strictly: what is wrong is named with file, line and key."""

from __future__ import annotations

import json
import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import jsonschema_rs
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import NameOID

from provenance.errors import ConfigurationError, UsageError
from provenance.trust.load import load_trust, merge, trust_of_keys, warn_if_inside
from provenance.trust.root import NOBODY

SCHEMA = Path(__file__).parents[2] / "schemas" / "trust.schema.json"

SAMPLE = """
[[key]]                                  # a public key
name = "acme-build"
path = "keys/acme-build.pub"
roles = ["step:compile", "step:assemble", "provenance"]
platform = "https://ci.acme.example/gateway"   # this key may speak for this build platform only
from = 2026-01-01
until = 2027-06-30

[[key]]
name = "acme-release"
path = "keys/acme-release.pub"
roles = ["layout", "image", "sbom", "manifest"]
products = ["acme/gateway"]

[[key]]
name = "acme-second"
pem = '''
{pem}'''
roles = ["image"]

[role.layout]
threshold = 1
[role.image]
threshold = 2                            # distinct keys, by key material
"""


def pem_of(private) -> str:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return private.public_key().public_bytes(serialization.Encoding.PEM, form).decode()


@pytest.fixture(scope="module")
def keys():
    return {
        "build": ed25519.Ed25519PrivateKey.generate(),
        "release": ec.generate_private_key(ec.SECP256R1()),
        "second": ed25519.Ed25519PrivateKey.generate(),
    }


@pytest.fixture
def write(tmp_path, keys):
    """Write a trust root beside its keys; `{pem}` is the second release key."""
    (tmp_path / "keys").mkdir()
    for name in ("build", "release"):
        (tmp_path / f"keys/acme-{name}.pub").write_text(pem_of(keys[name]))

    def write(text=SAMPLE, name="trust.toml"):
        path = tmp_path / name
        path.write_text(text.replace("{pem}", pem_of(keys["second"])))
        return path

    return write


def as_json(path: Path):
    return json.loads(json.dumps(tomllib.loads(path.read_text()), default=lambda t: t.isoformat()))


@pytest.fixture(scope="module")
def validator():
    return jsonschema_rs.validator_for(json.loads(SCHEMA.read_text()), validate_formats=True)


def test_the_documented_shape_loads_and_fits_its_schema(write, validator):
    path = write()
    trust = load_trust(path)
    names = [authority.name for authority in trust.authorities]
    assert names == ["acme-build", "acme-release", "acme-second"]
    build = trust.authorities[0]
    assert build.roles == ("provenance", "step:assemble", "step:compile")
    assert build.platform == "https://ci.acme.example/gateway"
    assert (build.valid_from, build.valid_until) == ("2026-01-01T00:00:00Z", "2027-06-30T23:59:59Z")
    assert trust.authorities[1].products == ("acme/gateway",)
    assert (trust.threshold("image"), trust.threshold("sbom")) == (2, 1)
    assert trust.warnings == ()
    assert validator.is_valid(as_json(path))


KEY = '[[key]]\nname = "a"\npath = "keys/acme-build.pub"\n'

BROKEN = {
    "no keys": ("", ": names no signer"),
    "one bracket": ('[key]\nname = "a"', ":1: key: is one table"),
    "unknown table": (KEY + 'roles = ["*"]\n[trust]\n', ":5: trust: is not known here"),
    "certificate": (
        '[[certificate]]\nname = "a"\n',
        ":1: certificate: is not in this version; pin",
    ),
    "sigstore without identity": (
        '[[sigstore]]\nname = "a"\nroles = ["*"]\n',
        ":1: sigstore[0]: needs identity and issuer",
    ),
    "sigstore without issuer": (
        '[[sigstore]]\nname = "a"\nroles = ["*"]\nidentity = "i"\n',
        ":1: sigstore[0]: has no issuer",
    ),
    "sigstore with identity and key": (
        '[[sigstore]]\nname = "a"\nroles = ["*"]\nidentity = "i"\nissuer = "j"\nkey = "k"\n',
        ":1: sigstore[0]: needs identity and issuer, or one of",
    ),
    "sigstore with an unknown name": (
        '[[sigstore]]\nname = "a"\nroles = ["*"]\nidentity = "i"\nissuer = "j"\nregexp = "k"\n',
        ":6: sigstore[0].regexp: is not known here",
    ),
    "unknown name": (KEY + 'roles = ["*"]\nrole = "*"\n', ":5: key[0].role: is not known here"),
    "no name": ('[[key]]\npath = "k"\nroles = ["*"]\n', ":1: key[0]: has no name"),
    "blank name": (
        '[[key]]\nname = " "\npath = "k"\nroles = ["*"]',
        ":2: key[0].name: is not text",
    ),
    "no roles": (KEY, ":1: key[0]: has no roles"),
    "empty roles": (KEY + "roles = []", ":4: key[0].roles: is not a list"),
    "roles as text": (KEY + 'roles = "image"', ":4: key[0].roles: is not a list"),
    "unknown role": (KEY + 'roles = ["images"]', ":4: key[0].roles: 'images' is no role"),
    "step without name": (KEY + 'roles = ["step:"]', ":4: key[0].roles: 'step:' is no role"),
    "digest": (
        f'[[key]]\nname = "a"\nspki-sha256 = "{"0" * 64}"\nroles = ["*"]',
        ":3: key[0].spki-sha256: a digest is not enough",
    ),
    "path and pem": (KEY + 'pem = "x"\nroles = ["*"]', ":1: key[0]: needs either path or pem"),
    "neither path nor pem": ('[[key]]\nname = "a"\nroles = ["*"]', ":1: key[0]: needs either"),
    "bad date": (KEY + 'roles = ["*"]\nfrom = "soon"', ":5: key[0].from: is not a date"),
    "date of a wrong type": (
        KEY + 'roles = ["*"]\nuntil = 2027',
        ":5: key[0].until: is not a date",
    ),
    "local time": (
        KEY + 'roles = ["*"]\nfrom = 2026-01-01T00:00:00',
        ":5: key[0].from: is not a date, or a time with its offset",
    ),
    "platform list": (KEY + 'roles = ["*"]\nplatform = ["x"]', ":5: key[0].platform: is not text"),
    "no products": (KEY + 'roles = ["*"]\nproducts = []', ":5: key[0].products: is not a list"),
    "threshold zero": (
        KEY + 'roles = ["*"]\n[role.image]\nthreshold = 0',
        ":6: role.image.threshold: is 0; it must be",
    ),
    "threshold true": (
        KEY + 'roles = ["*"]\n[role.image]\nthreshold = true',
        ":6: role.image.threshold: is not a whole number",
    ),
    "no threshold": (KEY + 'roles = ["*"]\n[role.image]', ":5: role.image: has no threshold"),
    "unknown threshold key": (
        KEY + 'roles = ["*"]\n[role.image]\nthreshold = 1\nkeys = 1',
        ":7: role.image.keys: is not known here",
    ),
    "threshold of no role": (
        KEY + 'roles = ["*"]\n[role.images]\nthreshold = 1',
        ":5: role.images: is no role",
    ),
    "threshold of a step": (
        KEY + 'roles = ["*"]\n[role."step:x"]\nthreshold = 1',
        ':5: role."step:x": has no threshold of its own',
    ),
    "role is a value": (KEY + 'roles = ["*"]\n[role]\nimage = 1', ":6: role.image: is not a table"),
}

BEYOND_A_SCHEMA = {
    "syntax": ("[[key]\n", ":1: is not TOML"),
    "missing file": (
        '[[key]]\nname="a"\npath="none"\nroles=["*"]',
        ":3: key[0].path: none: cannot",
    ),
    "folder": ('[[key]]\nname="a"\npath="keys"\nroles=["*"]', ":3: key[0].path: keys: cannot"),
    "no key inside": (
        '[[key]]\nname="a"\npem="x"\nroles=["*"]',
        ":3: key[0].pem: is no public key",
    ),
    "one name twice": (
        KEY + 'roles = ["*"]\n' + KEY.replace("build", "release") + 'roles = ["*"]',
        ":6: key[1].name: 'a' is another key's name",
    ),
    "threshold above the keys": (
        KEY + 'roles = ["image"]\n[role.image]\nthreshold = 2',
        ":6: role.image.threshold: is 2, but 1 distinct signers have the role image",
    ),
    "threshold above the material": (
        KEY
        + 'roles = ["image"]\n'
        + KEY.replace('"a"', '"b"')
        + 'roles = ["*"]\n[role.image]\nthreshold = 2',
        ":10: role.image.threshold: is 2, but 1 distinct signers",
    ),
    "unknown scheme": (
        KEY + 'roles = ["*"]\nscheme = "rsa-pss"',
        ":5: key[0].scheme: 'rsa-pss' is none of ed25519",
    ),
    "ends before it starts": (
        KEY + 'roles = ["*"]\nfrom = 2027-01-01\nuntil = 2026-01-01',
        ":6: key[0].until: ends at 2026-01-01T23:59:59Z, before",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_wrong_is_named_and_the_schema_agrees(case, write, validator):
    text, message = BROKEN[case]
    path = write(text)
    with pytest.raises(ConfigurationError) as caught:
        load_trust(path)
    assert str(caught.value).startswith(f"{path}{message}")
    assert not validator.is_valid(as_json(path))


@pytest.mark.parametrize("case", BEYOND_A_SCHEMA)
def test_what_only_loading_can_know(case, write):
    text, message = BEYOND_A_SCHEMA[case]
    path = write(text)
    with pytest.raises(ConfigurationError) as caught:
        load_trust(path)
    assert str(caught.value).startswith(f"{path}{message}")


def test_the_digest_is_that_of_the_content(write, tmp_path, keys):
    one = load_trust(write())
    inline = {
        f'path = "keys/acme-{name}.pub"': f"pem = '''{pem_of(keys[name])}'''"
        for name in ("build", "release")
    }
    text = SAMPLE.replace("until = 2027-06-30", "until = 2027-06-30T23:59:59Z")
    text = text.replace("[role.layout]\nthreshold = 1\n", "")
    for written, spelled in inline.items():
        text = text.replace(written, spelled)
    head, first, rest = text.partition("[[key]]")
    build, second, others = rest.partition("[[key]]")
    reordered = head + second + others.partition("[role")[0] + first + build + "[role.image]\n"
    other = load_trust(write(reordered + "threshold = 2\n", "other.toml"))
    assert other.digest == one.digest
    assert other.authorities == one.authorities
    changed = load_trust(write(SAMPLE.replace("step:compile", "step:comp*"), "changed.toml"))
    assert changed.digest != one.digest


def test_one_key_under_two_names_is_said(write):
    text = KEY + 'roles = ["image"]\n' + KEY.replace('"a"', '"b"') + 'roles = ["sbom"]'
    trust = load_trust(write(text))
    assert trust.warnings == ("a and b are one key: a threshold counts it once",)


def test_keys_of_the_command_line_have_every_role(write, tmp_path):
    write()
    trust = trust_of_keys([tmp_path / "keys/acme-build.pub", tmp_path / "keys/acme-release.pub"])
    assert [(a.name, a.roles) for a in trust.authorities] == [
        ("acme-build.pub", ("*",)),
        ("acme-release.pub", ("*",)),
    ]
    assert trust.warnings == (
        "every key given on the command line has every role: "
        "fit for a first look, not for a decision",
    )
    assert trust_of_keys([]) == NOBODY


def test_equal_file_names_are_told_apart_and_equal_keys_are_one(write, tmp_path, keys):
    write()
    for folder, name in (("x", "release"), ("y", "build")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "acme-build.pub").write_text(pem_of(keys[name]))
    places = ("keys", "x", "y")
    trust = trust_of_keys([tmp_path / place / "acme-build.pub" for place in places])
    names = [authority.name for authority in trust.authorities]
    assert len(names) == len(set(names)) == 2


def test_a_private_key_is_refused_and_said(tmp_path, keys):
    private = keys["build"].private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path = tmp_path / "key.pem"
    path.write_bytes(private)
    with pytest.raises(UsageError, match="is a private key; give the public key"):
        trust_of_keys([path])


def test_a_certificate_brings_its_validity(write, tmp_path):
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "release")])
    start = datetime(2026, 1, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=100))
        .sign(private, hashes.SHA256())
    )
    path = tmp_path / "release.pem"
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (held,) = trust_of_keys([path]).authorities
    assert (held.valid_from, held.valid_until) == ("2026-01-01T00:00:00Z", "2026-04-11T00:00:00Z")
    text = '[[key]]\nname = "r"\npath = "release.pem"\nroles = ["image"]\nuntil = 2036-01-01\n'
    (narrowed,) = load_trust(write(text)).authorities
    assert narrowed.valid_until == "2026-04-11T00:00:00Z"


def test_trust_from_inside_a_delivery_is_used_with_a_warning(write, tmp_path):
    trust = load_trust(write())
    assert warn_if_inside(trust, [], [tmp_path / "keys2"]) is trust
    warned = warn_if_inside(trust, [tmp_path / "keys/x.pub"], [tmp_path / "keys"])
    assert warned.authorities == trust.authorities
    assert warned.warnings == tuple(
        f"trust was read from {name} inside the delivery keys: whoever made the delivery chose it"
        for name in ("acme-build.pub", "acme-release.pub", "x.pub")
    )


def test_merged_roots_keep_every_key_and_the_highest_threshold(write, tmp_path):
    one = load_trust(write())
    other = trust_of_keys([tmp_path / "keys/acme-build.pub"])
    both = merge([one, other])
    assert len(both.authorities) == 4
    assert both.threshold("image") == 2
    assert both.warnings == other.warnings
    assert both.digest == merge([other, one]).digest
    assert merge([one]) is one
    assert merge([]) == NOBODY


def test_an_exponent_of_three_is_noted(tmp_path):
    path = tmp_path / "three.pub"
    path.write_text(pem_of(rsa.generate_private_key(3, 2048)))
    warnings = trust_of_keys([path]).warnings
    assert any("exponent 3" in warning for warning in warnings)


def test_a_day_counts_to_its_end(write):
    (held,) = load_trust(write(KEY + f'roles = ["*"]\nuntil = {date(2026, 11, 22)}')).authorities
    assert held.valid_until == "2026-11-22T23:59:59Z"


def test_signers_with_certificates_are_read_with_all_that_narrows_them(tmp_path):
    (tmp_path / "root.json").write_text(
        '{"mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1"}'
    )
    path = tmp_path / "trust.toml"
    path.write_text(
        '[[sigstore]]\nname = "ci"\nidentity = "https://ci.example/*"\nissuer = "https://oidc"\n'
        'trusted-root = "root.json"\nroles = ["provenance"]\nplatform = "https://ci.example/x"\n'
        'products = ["acme/gateway"]\nfrom = 2026-01-01\nuntil = 2026-12-31\n'
    )
    trust = load_trust(path)
    (signer,) = trust.sigstores
    assert (signer.identity, signer.issuer) == ("https://ci.example/*", "https://oidc")
    assert signer.trusted_root == (tmp_path / "root.json").read_bytes()
    assert (signer.valid_from, signer.valid_until) == (
        "2026-01-01T00:00:00Z",
        "2026-12-31T23:59:59Z",
    )
    assert trust.files == (str(path), str(tmp_path / "root.json"))
    assert trust.digest != load_trust(_without(path, "products")).digest


def _without(path, name):
    lines = path.read_text().splitlines(keepends=True)
    other = path.with_name("other.toml")
    other.write_text("".join(line for line in lines if not line.startswith(name)))
    return other


def test_an_identity_that_anybody_has_is_said_first(tmp_path):
    path = tmp_path / "trust.toml"
    path.write_text('[[sigstore]]\nname = "ci"\nidentity = "*"\nissuer = "x"\nroles = ["*"]\n')
    assert load_trust(path).warnings == (
        "ci is anybody to whom x speaks: its identity is a bare wildcard",
    )


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"{", "is not JSON"),
        (b'{"mediaType": "text/plain"}', "is no trusted root of a Sigstore instance"),
        (b'{"mediaType": 1, "mediaType": 2}', "stands twice"),
        (None, "cannot be read"),
    ],
)
def test_what_is_no_trusted_root_is_an_error_of_the_trust_root_file(tmp_path, content, told):
    if content is not None:
        (tmp_path / "root.json").write_bytes(content)
    path = tmp_path / "trust.toml"
    path.write_text(
        '[[sigstore]]\nname = "ci"\nidentity = "i"\nissuer = "x"\nroles = ["*"]\n'
        'trusted-root = "root.json"\n'
    )
    with pytest.raises(ConfigurationError, match=told) as caught:
        load_trust(path)
    assert ":6: sigstore[0].trusted-root: root.json: " in str(caught.value)
