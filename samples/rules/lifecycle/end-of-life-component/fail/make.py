from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """Its zlib was past its end when the release was made."""
    workshop.policy["rules"] = {'"lifecycle/end-of-life-component"': "error"}
    rule = "lifecycle/end-of-life-component"
    workshop.policy[f'parameters."{rule}"'] = {"ended": ["pkg:generic/zlib@1.3 2026-01-31"]}
