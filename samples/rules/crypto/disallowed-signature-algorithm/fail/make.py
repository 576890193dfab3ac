from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """The policy allows nothing but ML-DSA."""
    rule = "crypto/disallowed-signature-algorithm"
    workshop.policy[f'parameters."{rule}"'] = {"allowed": ["ml-dsa-65", "ml-dsa-87"]}
