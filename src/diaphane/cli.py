"""The command line: parses, calls, prints; exit codes mean something."""
