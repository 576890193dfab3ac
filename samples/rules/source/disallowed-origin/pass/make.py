from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """Everything comes from where the policy allows."""
    sources = ["git+https://git.acme.example/", "https://downloads.zlib.example/"]
    workshop.policy["expect"] = {"sources": sources}
