from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """Ed25519 is what the policy allows."""
    rule = "crypto/disallowed-signature-algorithm"
    workshop.policy[f'parameters."{rule}"'] = {"allowed": ["ed25519"]}
