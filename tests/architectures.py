"""A small network of every architecture."""

from __future__ import annotations

from recognizer.network.architecture import Architecture

FAMILY = {
    "softmax": Architecture("softmax"),
    "hidden-layer": Architecture("hidden-layer", dense=50),
    "edges": Architecture("edges", dense=50),
    "one-layer": Architecture("cnn", (4,), dense=50),
    "two-layer": Architecture("cnn", (4, 6), kernel=3, dense=50),
}
