/** Saving what the page has made or fetched. */

/** Hands a file to the browser's downloads. */
export function savedAs(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads the address after this task.
  window.setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
