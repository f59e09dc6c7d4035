"""What the DICOM standard says, as pure functions: UIDs, tags, geometry, character sets, rescale, transfer syntaxes."""
