"""Every figure that the README quotes, beside its peers, as ratios in one run."""
