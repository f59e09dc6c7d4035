"""Opened frames to arrays: decode in sandboxed children, rescale, geometry, cache."""
