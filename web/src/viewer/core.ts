/** The viewer without its toolbars: state, socket, viewports, tools. React mounts it and reads its stores. */
import { BROWSER } from "./browser";
import { Area, type AreaHost } from "./area";
import { Ahead } from "./ahead";
import { Alignments } from "./align/alignments";
import { Cuts } from "./cuts/cuts";
import { Addresses } from "./addresses";
import type { Ask } from "./asker";
import { Edits } from "./edits";
import { Growth } from "./growth";
import { reopening } from "./layout/layouts";
import { assign, activate, firstScene, toggleMaximised } from "./layout/grid";
import { Library } from "./library";
import { Line } from "./line";
import { Makings } from "./make/makings";
import { Measure, sampleOf } from "./measure";
import type { Shot } from "./picture";
import { StudyNeighbours, takePrepared } from "./neighbours";
import { keepPreferences, loadPreferences, type Preferences } from "./preferences";
import type { Level, PictureReply, PixelSize } from "./protocol";
import { frameOf, mainSeries, type Scene, type Vec2 } from "./scene";
import { reasonOf } from "./reasons";
import { Session } from "./session";
import { activeScene, initialState, withScene, type MenuPlace, type ToolName, type ViewerState } from "./state";
import { aboveHost } from "./surface/actions";
import { Histograms } from "./surface/histograms";
import { Store } from "./store";
import { CinePlayer } from "./tools/cine";
import { Playing } from "./tools/playing";
import { Paths } from "./path/paths";
import { Probing } from "./tools/probing";
import { scrollFrames, showFrame } from "./viewport/change";
import { openFirstVideo, openVideo } from "./video/open";
import { Volumes } from "./volumes";
import { PictureCache } from "./viewport/cache";
import type { Size } from "./viewport/place";

/** Encoded pictures kept for scrolling back: about 1500 drafts of 512 x 512. */
const CACHE_BYTES = 64e6;

export class ViewerCore implements AreaHost {
  readonly store: Store<ViewerState>;
  readonly menuStore = new Store<MenuPlace | null>(null);
  /** One short sentence for the reader, announced politely. */
  readonly notice = new Store<{ readonly text: string; readonly at: number } | null>(null);
  /** Seen frames by series: grows, its store value changes with it. */
  readonly seenStore = new Store<ReadonlyMap<string, ReadonlySet<number>>>(new Map());
  readonly cache = new PictureCache(CACHE_BYTES);
  readonly measure = new Measure();
  readonly histograms = new Histograms();
  readonly above = aboveHost(this);
  readonly session: Session;
  readonly area: Area;
  readonly library: Library;
  readonly addresses: Addresses;
  readonly edits: Edits;
  readonly volumes: Volumes;
  readonly update: Edits["update"];
  readonly arrange: Edits["arrange"];
  readonly change: Edits["change"];
  readonly changeActive: Edits["changeActive"];
  readonly settled: Edits["settled"];
  readonly settledSoon: Edits["settledSoon"];
  readonly gesture: Edits["gesture"];
  readonly cine = new CinePlayer((viewport, frame) => this.#playing.step(viewport, frame));
  readonly neighbours = new StudyNeighbours(this);
  readonly alignments = new Alignments(this);
  readonly cuts = new Cuts(this);
  readonly makings = new Makings(this);
  readonly paths = new Paths(this);
  readonly growth: Growth;
  readonly #playing: Playing;
  readonly #ahead: Ahead;
  readonly #line: Line;
  readonly #probing: Probing;
  #preferences: Preferences = loadPreferences();
  #frame: number | null = null;
  #stopListening: () => void;

  constructor(studyUid: string, tool: ToolName) {
    const { overlay, referenceLines, rail } = this.#preferences;
    this.store = new Store({ ...initialState(studyUid, tool), overlay, referenceLines, rail });
    this.#playing = new Playing(this.store);
    this.edits = new Edits(this.store, (viewport) => this.sizeOf(viewport));
    ({ update: this.update, arrange: this.arrange, change: this.change, changeActive: this.changeActive } = this.edits);
    ({ settled: this.settled, settledSoon: this.settledSoon, gesture: this.gesture } = this.edits);
    this.library = new Library(this.store, (stack) => this.growth.take(stack));
    takePrepared(studyUid, this);
    this.growth = new Growth(this);
    this.area = new Area(this);
    this.volumes = new Volumes(this);
    this.#probing = new Probing(this, () => this.area.viewports);
    this.session = new Session(BROWSER, {
      picture: (ask, reply) => this.#receive(ask, reply),
      failed: (ask, reply) => this.area.viewports[ask.viewport]?.fail(ask.scene, { ...reply, message: reasonOf(reply.code, reply.message) }),
      link: (link) => this.store.update((state) => ({ ...state, link })),
      waiting: (waiting) => this.store.update((state) => (state.waiting === waiting ? state : { ...state, waiting })),
      measured: (ask, reply, receivedAt, now) => this.measure.add(sampleOf(ask, reply, receivedAt, now, this.area.viewports[ask.viewport]?.spent ?? null)),
    });
    this.#ahead = new Ahead(this);
    this.#line = new Line(this);
    this.addresses = new Addresses(this);
    this.#stopListening = this.store.subscribe(() => this.#changed());
    this.alignments.running.subscribe(() => this.schedule());
    void this.reopen();
  }

  /** Fetches the study and shows it; again after a failure. */
  async reopen(): Promise<void> {
    await this.library.openStudy();
    await this.addresses.start();
    await openFirstVideo(this);
  }

  /** Ends everything; the viewer cannot be used again. */
  close(): void {
    this.#stopListening();
    this.addresses.close();
    this.neighbours.close();
    this.#line.close();
    this.library.close();
    this.growth.close();
    this.session.close();
    this.cine.stop();
    this.alignments.close();
    this.makings.cancel();
    this.area.close();
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    this.edits.close();
  }

  get state(): ViewerState {
    return this.store.value;
  }

  get downDarkens(): boolean {
    return this.#preferences.downDarkens;
  }

  get preferences(): Preferences {
    return this.#preferences;
  }

  prefer(change: Partial<Preferences>): void {
    keepPreferences(change);
    this.#preferences = { ...this.#preferences, ...change };
  }

  say(text: string): void {
    this.notice.update(() => ({ text, at: performance.now() }));
  }

  sizeOf(viewport: number): Size {
    return this.area.viewports[viewport]?.size ?? { width: 1, height: 1 };
  }

  activate(viewport: number): void {
    this.store.update((state) => {
      const arrangement = activate(state.arrangement, viewport);
      return arrangement === state.arrangement ? state : { ...state, arrangement };
    });
  }

  maximise(viewport: number): void {
    this.arrange((arrangement) => toggleMaximised(activate(arrangement, viewport)));
  }

  menu(viewport: number, x: number, y: number): void {
    this.activate(viewport);
    this.menuStore.update(() => ({ viewport, x, y }));
  }

  scrollBy(viewport: number, frames: number): void {
    const player = this.area.viewports[viewport]?.player;
    if (player) return player.step(frames);
    this.change(viewport, "scroll", (scene, stack) => scrollFrames(scene, stack, frames));
  }

  scrollTo(viewport: number, frame: number): void {
    this.change(viewport, "scroll", (scene, stack) => showFrame(scene, stack, frame));
  }

  /** Shows a series of the study in a viewport. */
  openSeries(viewport: number, seriesUid: string): void {
    const series = this.state.study?.series.find((one) => one.series_uid === seriesUid);
    if (!series) return;
    if (!series.viewable) return void openVideo(this, viewport, series);
    this.stopCine(viewport);
    const layout = reopening(this.state.arrangement.layout);
    // A reconstruction of one series becomes that of another; where it cannot, the reader is told and sees the stack.
    if (layout && this.state.stacks.get(seriesUid)?.volume !== null) return void this.volumes.open(layout, seriesUid);
    this.arrange((arrangement) => assign(arrangement, viewport, firstScene(series)));
  }

  dropSeries(viewport: number, seriesUid: string): void {
    this.openSeries(viewport, seriesUid);
    this.area.viewports[viewport]?.root.focus({ preventScroll: true });
  }

  stopCine(viewport: number): void {
    this.cine.set(viewport, null, 0);
    this.store.update((state) => {
      const cine = new Map(state.cine);
      return cine.delete(viewport) ? { ...state, cine } : state;
    });
  }

  probe(viewport: number, at: Vec2 | null): void {
    this.#probing.show(viewport, at);
  }

  pick(viewport: number, at: Vec2): void {
    void this.volumes.pick(viewport, at);
  }

  thicken(viewport: number, steps: number): void {
    this.volumes.thicken(viewport, steps);
  }

  moving(viewport: number): boolean {
    return this.state.cine.get(viewport)?.playing ?? false;
  }

  want(viewport: number, scene: Scene, px: PixelSize, moving: boolean, have: Level | null): number {
    return this.session.want(viewport, scene, px, moving, have);
  }

  forget(viewport: number): void {
    this.session.forget(viewport);
  }

  retry(viewport: number): void {
    const uid = mainSeries(this.state.arrangement.scenes[viewport]);
    if (uid !== null && this.state.stackErrors.has(uid)) this.library.again(uid);
    // A new scene object of the same content is a new wish.
    else this.store.update((state) => ({ ...state, arrangement: withScene(state.arrangement, viewport, (scene) => ({ ...scene })) }));
  }

  seen(seriesUid: string): ReadonlySet<number> {
    return this.seenStore.value.get(seriesUid) ?? new Set();
  }

  drawn(_viewport: number, shot: Shot): void {
    this.measure.drawn(performance.now());
    const uid = mainSeries(shot.scene);
    const frame = frameOf(shot.scene);
    if (uid === null || shot.scene.view.kind !== "stack" || this.seen(uid).has(frame)) return;
    this.seenStore.update((seen) => new Map(seen).set(uid, new Set(seen.get(uid)).add(frame)));
  }

  /** Brings the screen up to the state in the next animation frame. */
  schedule(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = null;
      this.area.refresh(this.state);
    });
  }

  /** True when the active viewport shows its lossless picture. */
  get activeSettled(): boolean {
    return this.area.viewports[this.state.arrangement.active]?.settled ?? false;
  }

  #changed(): void {
    const { arrangement } = this.state;
    this.session.active = arrangement.active;
    for (const scene of arrangement.scenes) {
      const uid = mainSeries(scene);
      if (uid !== null) this.library.need(uid);
    }
    this.#probing.changed();
    this.schedule();
  }

  async #receive(ask: Ask, reply: PictureReply): Promise<"drawn" | "dropped" | "wrong"> {
    if (!(await this.library.drewAll(ask.scene, reply.marks))) {
      this.cache.clear();
      return "wrong";
    }
    const shot: Shot = { scene: ask.scene, px: ask.px, level: ask.level, lossless: reply.lossless, media: reply.media, bytes: reply.bytes };
    if (this.neighbours.owns(ask, shot) || this.growth.outdated(ask)) return "dropped";
    this.cache.keep(shot);
    if (this.#ahead.owns(ask)) {
      this.schedule();
      return "dropped";
    }
    const outcome = (await this.area.viewports[ask.viewport]?.show(shot, ask.version)) ?? "dropped";
    this.#ahead.consider();
    this.neighbours.consider();
    return outcome;
  }

  /** What the active viewport shows; null while it is empty. */
  get activePicture(): { readonly scene: Scene; readonly viewport: number } | null {
    const scene = activeScene(this.state);
    return scene ? { scene, viewport: this.state.arrangement.active } : null;
  }
}
