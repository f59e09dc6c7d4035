"""What we know about studies: their rows, sealed columns, search tokens and the queries over them."""
