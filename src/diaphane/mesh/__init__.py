"""Make a surface of a volume as a file for printers and 3D programs; the only room that knows scikit-image and trimesh."""
