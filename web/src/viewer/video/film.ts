/** A viewport's video, where its series is one: the player's code comes when the first video is shown. */
import type { Video } from "../../lib/api";
import type { Player } from "./player";

export class Film {
  readonly #parent: Element;
  #videos: readonly Video[] | null = null;
  #player: Player | null = null;

  constructor(parent: Element) {
    this.#parent = parent;
  }

  /** The player on the screen; null where pictures are shown. */
  get player(): Player | null {
    return this.#player;
  }

  /** Shows the videos of a series; null takes them away. */
  show(videos: readonly Video[] | null): void {
    if (videos === this.#videos) return;
    this.#videos = videos;
    this.#player?.close();
    this.#player = null;
    if (videos) void this.#load(videos);
  }

  async #load(videos: readonly Video[]): Promise<void> {
    const { Player: Loaded } = await import("./player");
    if (this.#videos === videos) this.#player = new Loaded(this.#parent, videos);
  }
}
