"""`diaphane serve` with the stubs: python stub_serve.py SETTINGS-JSON."""

from __future__ import annotations

import sys

from diaphane.base.settings import Settings
from diaphane.supervise.serve import Programs, serve

PROGRAMS = Programs("stub_product:prepare", "stub_product:web", "stub_product:furnish", "stub_worker:main")

sys.exit(serve(Settings.model_validate_json(sys.argv[1]), PROGRAMS))
