/** The password rules in the reader's language; rules this page does not know keep the server's words. */
import type { I18n, MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { PasswordRule } from "../lib/api";

const TEXTS: Record<string, MessageDescriptor> = {
  length: msg`At least 8 characters`,
  upper: msg`An upper-case letter`,
  lower: msg`A lower-case letter`,
  special: msg`A special character`,
  common: msg`Not a common password`,
  context: msg`Not your name or address`,
};

export function ruleText(i18n: I18n, rule: PasswordRule): string {
  const known = TEXTS[rule.code];
  return known ? i18n._(known) : rule.message;
}
