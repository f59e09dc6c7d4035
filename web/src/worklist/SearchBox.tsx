/** The one search box: name, ID, accession, words of the description. `/` leads here. */
import { useLingui } from "@lingui/react/macro";
import { CloseButton, Kbd, TextInput } from "@mantine/core";
import { Search } from "lucide-react";
import { useEffect, useRef, useState, type RefObject } from "react";

export interface SearchBoxProps {
  value: string;
  onChange: (value: string) => void;
  inputRef: RefObject<HTMLInputElement | null>;
  /** Down arrow and Enter hand over to the list of what is asked for. */
  onLeave: (asked: string) => void;
}

/** Typing rests this long before the server is asked. */
const REST_MS = 180;

export function SearchBox({ value, onChange, inputRef, onLeave }: SearchBoxProps) {
  const { t } = useLingui();
  const [text, setText] = useState(value);
  const said = useRef(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    // The address changed by itself (Back, Clear all): the box follows. What the box said itself comes back here too.
    if (value !== said.current) {
      clearTimeout(timer.current);
      setText(value);
    }
    said.current = value;
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const tell = (next: string) => {
    clearTimeout(timer.current);
    said.current = next;
    onChange(next);
  };
  const say = (next: string, at: number) => {
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => tell(next), at);
  };
  return (
    <TextInput
      ref={inputRef}
      type="search"
      role="searchbox"
      name="studies-search"
      autoComplete="off"
      spellCheck={false}
      aria-label={t`Search studies`}
      aria-keyshortcuts="/"
      placeholder={t`Name, ID, accession or description`}
      leftSection={<Search size={16} strokeWidth={1.75} aria-hidden="true" />}
      rightSection={
        text ? <CloseButton size="sm" aria-label={t`Clear the search`} onClick={() => say("", 0)} /> : <Kbd size="xs" className="dp-keys">/</Kbd>
      }
      value={text}
      onChange={(event) => say(event.currentTarget.value, REST_MS)}
      onKeyDown={(event) => {
        // Names of East Asia are composed with these keys: they belong to the input method then.
        if (event.nativeEvent.isComposing) return;
        if (event.key === "Escape") {
          if (text) say("", 0);
          else event.currentTarget.blur();
        } else if (event.key === "ArrowDown" || event.key === "Enter") {
          event.preventDefault();
          // At once: the keys that follow act on what was asked for, not on the list of before.
          tell(text);
          onLeave(text);
        }
      }}
    />
  );
}
