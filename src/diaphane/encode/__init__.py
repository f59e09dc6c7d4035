"""A picture to bytes for a link budget: JPEG drafts, lossless PNG."""
