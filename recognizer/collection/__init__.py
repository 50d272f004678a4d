"""People's own drawings: kept, found, exported, imported."""
