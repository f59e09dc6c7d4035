/** The reader's own choices: light or dark, and the language. */
import { useLingui } from "@lingui/react/macro";
import { SegmentedControl, useMantineColorScheme, VisuallyHidden, type MantineColorScheme } from "@mantine/core";
import { Monitor, Moon, Sun, type LucideIcon } from "lucide-react";
import { chooseLanguage, LANGUAGES, type Language } from "../lib/i18n";

function IconLabel({ icon: Icon, text }: { icon: LucideIcon; text: string }) {
  return (
    <span title={text} style={{ display: "grid", placeItems: "center", height: 20 }}>
      <Icon size={16} strokeWidth={1.75} aria-hidden="true" />
      <VisuallyHidden>{text}</VisuallyHidden>
    </span>
  );
}

export function ThemeSwitch() {
  const { t } = useLingui();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <SegmentedControl
      fullWidth
      size="xs"
      aria-label={t`Colours`}
      value={colorScheme}
      onChange={(value) => setColorScheme(value as MantineColorScheme)}
      data={[
        { value: "light", label: <IconLabel icon={Sun} text={t`Light`} /> },
        { value: "dark", label: <IconLabel icon={Moon} text={t`Dark`} /> },
        { value: "auto", label: <IconLabel icon={Monitor} text={t`Like the system`} /> },
      ]}
    />
  );
}

export function LanguageSwitch() {
  const { i18n, t } = useLingui();
  return (
    <SegmentedControl
      fullWidth
      size="xs"
      aria-label={t`Language`}
      value={i18n.locale}
      onChange={(value) => void chooseLanguage(value as Language)}
      data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
    />
  );
}
