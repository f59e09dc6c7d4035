/** The reader's columns, kept on this device: ids and widths only, nothing about patients. */
import { useLocalStorage } from "@mantine/hooks";
import { NO_CHOICE, readChoice, type ColumnChoice } from "./fit";

export function useColumnChoice(): [ColumnChoice, (choice: ColumnChoice) => void] {
  const [choice, setChoice] = useLocalStorage<ColumnChoice>({
    key: "diaphane-worklist-columns",
    defaultValue: NO_CHOICE,
    deserialize: readChoice,
    serialize: JSON.stringify,
    getInitialValueInEffect: false,
  });
  return [choice, setChoice];
}
