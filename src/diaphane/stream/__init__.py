"""One viewer's pictures: the protocol, the pace (newest wins; draft, then exact), the credits."""
