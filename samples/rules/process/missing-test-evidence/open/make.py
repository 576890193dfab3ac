from samples.workshop import Workshop

RESULT = {"result": "PASSED", "configuration": [{"name": "ci.yml", "uri": "git+https://ci.example"}]}


def make(workshop: Workshop) -> None:
    """The key that signed the result may not speak for tests."""
    workshop.trust["tester"] = {"roles": ["test"]}
    workshop.trust["tester"]["roles"] = ["sbom"]
    kind = "https://in-toto.io/attestation/test-result/v0.1"
    workshop.deliver("tests.dsse.json", kind, RESULT, "tester")
