/** Signs that turn the direction of what follows, written by their numbers as the server writes them: no name is drawn as another. Pure. */
export function written(text: string): string {
  return text.replace(/[\u202a-\u202e\u2066-\u2069]/g, (sign) => `<${sign.codePointAt(0)?.toString(16).toUpperCase() ?? ""}>`);
}
