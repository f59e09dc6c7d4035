/** Files the server makes of what is on the screen: surfaces and movies. One at a time; whoever stops asking has cancelled. */
import { t } from "@lingui/core/macro";
import { api, type Making, type MovieOrder, type SurfaceOrder } from "../../lib/api";
import { whenMade } from "../asking";
import { savedAs } from "../../lib/savedAs";
import type { ViewerCore } from "../core";
import { sentence } from "../reasons";
import { Store } from "../store";

export interface Running {
  readonly what: "surface" | "movie";
  /** 0..1. */
  readonly share: number;
  /** Steps the server takes first, only once on a new machine; null where it has taken them. */
  readonly preparing: Making["preparing"];
}

interface Work {
  readonly what: Running["what"];
  readonly ask: () => Promise<Making>;
  readonly take: () => Promise<Blob>;
  readonly name: string;
}

export class Makings {
  readonly running = new Store<Running | null>(null);
  readonly #viewer: Pick<ViewerCore, "say">;
  #turn = 0;

  constructor(viewer: Pick<ViewerCore, "say">) {
    this.#viewer = viewer;
  }

  cancel(): void {
    this.#turn += 1;
    this.running.update(() => null);
  }

  surface(order: SurfaceOrder): Promise<void> {
    return this.#run({ what: "surface", ask: () => api.makeSurface(order), take: () => api.takeSurface(order), name: `surface.${order.file_format}` });
  }

  movie(order: MovieOrder): Promise<void> {
    return this.#run({ what: "movie", ask: () => api.makeMovie(order), take: () => api.takeMovie(order), name: "movie.mp4" });
  }

  async #run({ what, ask, take, name }: Work): Promise<void> {
    this.cancel();
    const turn = this.#turn;
    const mine = () => turn === this.#turn;
    let preparing: Running["preparing"] = null;
    const said = (share: number) => this.running.update(() => ({ what, share, preparing }));
    said(0);
    try {
      const asked = async () => {
        const now = await ask();
        preparing = now.preparing;
        return { share: now.share, made: now.length };
      };
      if ((await whenMade(asked, mine, said)) === null) return;
      const file = await take();
      if (!mine()) return;
      savedAs(file, name);
      this.cancel();
      this.#viewer.say(t`The file was saved.`);
    } catch (error) {
      if (!mine()) return;
      this.cancel();
      this.#viewer.say(sentence(error));
    }
  }
}
