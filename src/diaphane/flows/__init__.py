"""What the product does: one file per verb, each reading like the sentence in the manual."""
