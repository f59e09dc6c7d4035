/** Language of the pages: catalogues are loaded when needed; dates and numbers follow the same choice. */
import { i18n, type Messages } from "@lingui/core";

export const LANGUAGES = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof LANGUAGES;

const CATALOGUES: Record<Language, () => Promise<{ messages: Messages }>> = {
  en: () => import("../locales/en.po"),
  de: () => import("../locales/de.po"),
};
const KEY = "diaphane-language";

function isLanguage(value: string | null): value is Language {
  return value !== null && value in LANGUAGES;
}

/** The language chosen earlier, else the first of the browser's that we have, else English. */
export function preferredLanguage(): Language {
  const chosen = localStorage.getItem(KEY);
  if (isLanguage(chosen)) return chosen;
  const first = navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => isLanguage(tag));
  return isLanguage(first ?? null) ? (first as Language) : "en";
}

/** Loads a catalogue and switches every page to it. */
export async function activateLanguage(language: Language): Promise<void> {
  const { messages } = await CATALOGUES[language]();
  i18n.loadAndActivate({ locale: language, messages });
  document.documentElement.lang = language;
}

/** Switches the language and remembers it on this device. */
export async function chooseLanguage(language: Language): Promise<void> {
  await activateLanguage(language);
  localStorage.setItem(KEY, language);
}
