"""One viewer's pictures over one socket: protocol, newest wins, exactly one reply a request."""
