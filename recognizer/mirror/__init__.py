"""Models that several machines have in common: a store of bundles, and copies of it."""
