"""Catalogue of rules: `rules/<family>/<defect>.py` is the rule `<family>/<defect>`.

A rule is a page. Its docstring states the requirement in its first line and then has the sections
*Why it matters*, *Fix* and *References* (clauses, each with its source mark). It has

- `LEVEL`: its level where a policy names none,
- `NEEDS`: the kind of evidence without which the question does not arise (see `questions.kinds`),
  or `""` for a question that always arises,
- `PARAMETERS`, where a policy may set some: names, and whether they are `texts`, `formats`, a
  `flag`, a `number`, one word of a tuple, or words of a list,
- `subjects(ask)`: what it is asked about: artifacts where evidence is asked for, documents and
  facts where a claim is judged; none at all leaves the rule `open` or not applicable, never passed,
- `judge(ask, subject)`: an `Observation`, several, or None for a pass. It sees no format, key,
  clock or network; everything comes from `ask`.
"""
