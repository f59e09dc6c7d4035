"""Find the rigid move that lays one volume over another, by mutual information; the only room that knows SimpleITK."""
