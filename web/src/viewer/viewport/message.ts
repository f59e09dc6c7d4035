/** A sentence in the middle of a viewport: empty, loading, or why there is no picture. */
import { t } from "@lingui/core/macro";

export class Message {
  readonly #root: HTMLElement;
  readonly #text: HTMLElement;
  readonly #retry: HTMLButtonElement;

  constructor(parent: Element, retry: () => void) {
    this.#root = document.createElement("div");
    this.#root.className = "dv-message";
    this.#root.hidden = true;
    this.#text = document.createElement("p");
    this.#retry = document.createElement("button");
    this.#retry.type = "button";
    this.#retry.addEventListener("click", retry);
    this.#retry.addEventListener("pointerdown", (event) => event.stopPropagation());
    this.#root.append(this.#text, this.#retry);
    parent.append(this.#root);
  }

  /** `tone`: "late" appears only if it stays a while; "quiet" is a hint. */
  show(text: string | null, canRetry: boolean, tone: "alert" | "late" | "quiet" = "alert"): void {
    this.#root.hidden = text === null;
    if (text === null) return;
    this.#root.dataset["tone"] = tone;
    if (tone === "alert") this.#root.setAttribute("role", "alert");
    else this.#root.removeAttribute("role");
    if (this.#text.textContent !== text) this.#text.textContent = text;
    this.#retry.hidden = !canRetry;
    this.#retry.textContent = t`Try again`;
  }
}
