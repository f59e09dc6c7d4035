"""Plain bytes to sealed ones and back: AES-256-GCM packs, the key tree, the blind index, shredding."""
