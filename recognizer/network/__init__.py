"""The network: its architecture, its files, and its answers."""
