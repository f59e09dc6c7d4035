/** A number that is written when its field is left or Enter is pressed, and follows what is outside otherwise. */
import { NumberInput } from "@mantine/core";
import { useEffect, useRef, useState } from "react";

export interface NumberFieldProps {
  label: string;
  value: number | null;
  placeholder?: string;
  className?: string | undefined;
  onWrite: (value: number | null) => void;
}

export function NumberField({ label, value, placeholder, className, onWrite }: NumberFieldProps) {
  const [typed, setTyped] = useState<string | number>(value ?? "");
  const [editing, setEditing] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // oxlint-disable-next-line react/set-state-in-effect -- the state outside moved on: an idle field follows it
    if (!editing) setTyped(value ?? "");
  }, [editing, value]);
  const write = () => {
    setEditing(false);
    const next = typed === "" ? null : Number(typed);
    if (next !== value && !Number.isNaN(next)) onWrite(next);
  };
  return (
    <NumberInput
      ref={input}
      className={className ?? ""}
      size="xs"
      hideControls
      aria-label={label}
      value={typed}
      placeholder={placeholder ?? ""}
      onFocus={() => setEditing(true)}
      onChange={setTyped}
      onBlur={write}
      onKeyDown={(event) => {
        if (event.key === "Enter") input.current?.blur();
      }}
    />
  );
}
