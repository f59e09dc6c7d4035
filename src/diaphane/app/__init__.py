"""Composition root: the only place that builds objects and plugs ports; no logic."""
