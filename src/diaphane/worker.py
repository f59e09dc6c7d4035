"""The render worker process: what one worker is made of, plugged together.

    python -m diaphane.worker --socket PATH --objects FOLDER [--budget BYTES] [--threads N] [--decoders N]
                              [--picture-pixels N] [--log-level LEVEL]

`--socket`    Unix socket to listen on; made 0600, a stale one is replaced.
`--objects`   root folder of the sealed objects (what `store.local.LocalBlobs` gets).
`--budget`    bytes of decoded pixels it may hold (settings: render_budget_bytes).
`--threads`   drawing threads; 0 = one a core (render_threads).
`--decoders`  child processes that decode untrusted pixels (decoders).

It prints one line `ready` to standard output once it answers. SIGTERM ends it in order; it owns no state, so kill -9 is safe:
start it again and its clients hand it the tickets of open series once more. It reads no settings, no keyring and no database:
keys come through the socket with each opened series. Set `NUMBA_CACHE_DIR` to a writable folder where the package's own is not.
"""
