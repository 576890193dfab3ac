from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """A second statement has a predicate that nobody knows."""
    note = workshop.provenance("gateway.img", workshop.images["gateway.img"])
    note |= {"predicateType": "https://acme.example/blessing/v1", "predicate": {"blessed": True}}
    workshop.statements.append(note)
