"""A scene and arrays to a picture, as a pure function: window, orient, resample; kernels/ does the arithmetic."""
