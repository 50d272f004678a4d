"""Recognise handwritten digits and show how; docs/architecture.md is the map."""
