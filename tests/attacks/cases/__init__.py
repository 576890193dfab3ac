"""Attack cases by theme; `attack_cases.py` says what a case is."""
