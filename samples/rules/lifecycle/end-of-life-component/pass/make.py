from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """The policy brings a list of ends, and nothing delivered is past any."""
    workshop.policy["rules"] = {'"lifecycle/end-of-life-component"': "error"}
    rule = "lifecycle/end-of-life-component"
    workshop.policy[f'parameters."{rule}"'] = {"ended": ["pkg:generic/zlib@1.2 2026-01-31"]}
