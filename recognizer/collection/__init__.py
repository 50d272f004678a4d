"""People's own drawings: saved, searched, exported, imported."""
