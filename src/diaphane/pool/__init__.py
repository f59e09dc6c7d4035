"""Where heavy work runs: in this process, in local worker processes, on remote render workers."""
