from samples.workshop import Workshop

RESULT = {"result": "FAILED", "configuration": [{"name": "ci.yml", "uri": "git+https://ci.example"}]}


def make(workshop: Workshop) -> None:
    """The test system signed that a test failed."""
    workshop.trust["tester"] = {"roles": ["test"]}
    kind = "https://in-toto.io/attestation/test-result/v0.1"
    workshop.deliver("tests.dsse.json", kind, RESULT, "tester")
