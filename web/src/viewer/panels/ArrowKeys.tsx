/** A button whose arrow keys do what a drag in the picture does: the way for readers without a mouse. */
import { Button, Tooltip } from "@mantine/core";
import { Move } from "lucide-react";
import type { KeyboardEvent } from "react";
import { isShortcut } from "../../lib/modifiers";
import type { Vec2 } from "../scene";

const WAYS: Readonly<Record<string, Vec2>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export interface ArrowKeysProps {
  label: string;
  /** What the keys do. */
  hint: string;
  onPress?: () => void;
  /** One step to the right and down. */
  onArrow: (way: Vec2, shift: boolean) => void;
}

export function ArrowKeys({ label, hint, onPress, onArrow }: ArrowKeysProps) {
  const onKeyDown = (event: KeyboardEvent) => {
    const way = isShortcut(event) ? undefined : WAYS[event.key];
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    onArrow(way, event.shiftKey);
  };
  return (
    <Tooltip label={hint} multiline w={240}>
      <Button size="xs" variant="default" leftSection={<Move size={14} />} aria-description={hint} onClick={onPress} onKeyDown={onKeyDown}>
        {label}
      </Button>
    </Tooltip>
  );
}
