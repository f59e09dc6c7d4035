/** A sentence in the middle of a viewport: empty, loading, or why there is no picture. */
import { t } from "@lingui/core/macro";

/** A way out of what went wrong. */
export interface Offer {
  readonly label: string;
  readonly run: () => void;
}

/** The picture below must not take the press for a drag. */
function bind(button: HTMLButtonElement, run: () => void): void {
  button.type = "button";
  button.addEventListener("click", run);
  button.addEventListener("pointerdown", (event) => event.stopPropagation());
}

export class Message {
  readonly #root: HTMLElement;
  readonly #text: HTMLElement;
  readonly #retry: HTMLButtonElement;
  readonly #actions: HTMLElement;
  #offered = "";

  constructor(parent: Element, retry: () => void) {
    this.#root = document.createElement("div");
    this.#root.className = "dv-message";
    this.#root.hidden = true;
    this.#text = document.createElement("p");
    this.#retry = document.createElement("button");
    bind(this.#retry, retry);
    this.#actions = document.createElement("div");
    this.#actions.className = "dv-actions";
    this.#root.append(this.#text, this.#retry, this.#actions);
    parent.append(this.#root);
  }

  /** `tone`: "late" appears only if it stays a while; "quiet" is a hint. */
  show(text: string | null, canRetry: boolean, tone: "alert" | "late" | "quiet" = "alert", offers: readonly Offer[] = []): void {
    this.#root.hidden = text === null;
    this.#offer(offers);
    if (text === null) return;
    this.#root.dataset["tone"] = tone;
    if (tone === "alert") this.#root.setAttribute("role", "alert");
    else this.#root.removeAttribute("role");
    if (this.#text.textContent !== text) this.#text.textContent = text;
    this.#retry.hidden = !canRetry;
    this.#retry.textContent = t`Try again`;
  }

  /** Buttons for what helps. */
  #offer(offers: readonly Offer[]): void {
    const key = offers.map(({ label }) => label).join("|");
    if (key === this.#offered) return;
    this.#offered = key;
    this.#actions.replaceChildren(
      ...offers.map(({ label, run }) => {
        const button = document.createElement("button");
        button.textContent = label;
        bind(button, run);
        return button;
      }),
    );
  }
}
