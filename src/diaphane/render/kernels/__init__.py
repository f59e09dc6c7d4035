"""The arithmetic of pictures: Numba kernels over plain arrays, no Python objects inside."""
