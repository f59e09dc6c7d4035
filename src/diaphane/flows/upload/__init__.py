"""Upload: announce files, send them in batches or parts, finish; everything acknowledged is sealed, durable and indexed."""
