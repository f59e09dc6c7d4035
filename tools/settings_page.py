"""Writes docs/operate/settings.md from the settings' own types, defaults and explanations. `just docs` runs it."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from diaphane.base import settings as module

PAGE = Path(__file__).resolve().parent.parent / "docs/operate/settings.md"
HEAD = """# Settings

<!-- Written by `just docs` from src/diaphane/base/settings.py. Change it there. -->

Every setting is an environment variable, or a line in a TOML file named by `DIAPHANE_SETTINGS`. The command line beats the environment,
the environment beats the file. Unsafe combinations refuse to start and say why.
"""


def explanations(model: type[BaseModel]) -> dict[str, str]:
    """The sentence under each field of a model."""
    body = ast.parse(inspect.getsource(model)).body[0]
    found: dict[str, str] = {}
    field = ""
    for node in body.body if isinstance(body, ast.ClassDef) else []:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            field = node.target.id
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str) and field:
            found[field] = " ".join(node.value.value.split())
            field = ""
    return found


def default(field: FieldInfo) -> str:
    """The default as people would write it."""
    value = field.get_default(call_default_factory=True)
    if field.is_required():
        return "required"
    if value is None:
        return "none"
    if isinstance(value, tuple):
        return ", ".join(str(item) for item in value) or "none"
    return str(value)


def section(name: str, variable: str, field: FieldInfo, explanation: str) -> str:
    """One setting."""
    if not explanation:
        raise SystemExit(f"{name} has no explanation: write one under the field in base/settings.py")
    return f"\n## {name}\n\n`{variable}` (default: {default(field)})\n\n{explanation}\n"


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    said = explanations(module.Settings)
    for name, field in module.Settings.model_fields.items():
        kind = field.annotation
        variable = f"DIAPHANE_{name.upper()}"
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            inner = explanations(kind)
            parts += [
                section(f"{name}.{sub}", f"{variable}__{sub.upper()}", item, inner.get(sub, "")) for sub, item in kind.model_fields.items()
            ]
        else:
            parts.append(section(name, variable, field, said.get(name, "")))
    return "".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
