/** Plays the videos of a series inside a viewport: by its bar, by keys as cine does, by the wheel frame for frame. Plain DOM. */
import "./player.css";
import { t } from "@lingui/core/macro";
import type { Video } from "../../lib/api";

const SPEEDS = [0.25, 0.5, 1, 1.5, 2] as const;
/** Where a file does not say how fast its frames follow. */
const USUAL_FPS = 25;
const SEEK_STEPS = 1000;

/** Minutes and seconds. Pure. */
export function clock(seconds: number): string {
  const whole = Number.isFinite(seconds) ? Math.floor(seconds) : 0;
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

function add<Name extends keyof HTMLElementTagNameMap>(parent: Element, name: Name, label = ""): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  if (label !== "") made.setAttribute("aria-label", label);
  parent.append(made);
  return made;
}

export class Player {
  readonly #root: HTMLElement;
  readonly #stage: HTMLElement;
  readonly #video: HTMLVideoElement;
  readonly #play: HTMLButtonElement;
  readonly #seek: HTMLInputElement;
  readonly #time: HTMLElement;
  readonly #download: HTMLAnchorElement;
  #shown: Video;

  constructor(parent: Element, videos: readonly Video[]) {
    const [first] = videos;
    if (!first) throw new Error("no video");
    this.#shown = first;
    this.#root = add(parent, "div");
    this.#root.className = "dv-film";
    this.#stage = add(this.#root, "div");
    this.#stage.style.display = "grid";
    this.#stage.style.minHeight = "0";
    this.#video = document.createElement("video");
    const bar = add(this.#root, "div", t`Video`);
    bar.className = "dv-film-bar";
    bar.setAttribute("role", "group");
    this.#play = add(bar, "button");
    this.#seek = add(bar, "input", t`Place in the video`);
    this.#time = add(bar, "span");
    this.#choices(bar, videos);
    this.#download = add(bar, "a");
    this.#download.textContent = t`Download`;
    this.#download.setAttribute("download", "");
    this.#listen(bar);
    this.#show(first);
  }

  close(): void {
    this.#video.pause();
    this.#video.removeAttribute("src");
    this.#video.load(); // ends the transfer
    this.#root.remove();
  }

  toggle(): void {
    if (this.#video.paused) void this.#video.play().catch(() => undefined);
    else this.#video.pause();
  }

  /** Stops and goes on or back by frames. */
  step(frames: number): void {
    this.#video.pause();
    this.#to(this.#video.currentTime + frames / (this.#shown.fps ?? USUAL_FPS));
  }

  /** To the beginning or the end. */
  jump(to: "first" | "last"): void {
    this.#video.pause();
    this.#to(to === "first" ? 0 : this.#video.duration);
  }

  #to(seconds: number): void {
    const { duration } = this.#video;
    if (Number.isFinite(duration)) this.#video.currentTime = Math.max(0, Math.min(seconds, duration));
  }

  #choices(bar: Element, videos: readonly Video[]): void {
    const speed = add(bar, "select", t`Speed`);
    for (const one of SPEEDS) speed.append(new Option(`${one}×`, String(one), one === 1, one === 1));
    speed.addEventListener("change", () => {
      this.#video.playbackRate = Number(speed.value);
    });
    const loop = add(bar, "button");
    loop.type = "button";
    loop.textContent = t`Loop`;
    const turn = (on: boolean) => {
      this.#video.loop = on;
      loop.setAttribute("aria-pressed", String(on));
    };
    turn(true);
    loop.addEventListener("click", () => turn(!this.#video.loop));
    if (videos.length < 2) return;
    const which = add(bar, "select", t`Video`);
    for (const [index] of videos.entries()) which.append(new Option(`${index + 1} / ${videos.length}`, String(index)));
    which.addEventListener("change", () => {
      const chosen = videos[Number(which.value)];
      if (chosen) this.#show(chosen);
    });
  }

  #listen(bar: HTMLElement): void {
    // The picture below must not take a press on the bar for a drag, nor the viewer its keys for commands.
    for (const kind of ["pointerdown", "dblclick", "contextmenu"] as const) bar.addEventListener(kind, (event) => event.stopPropagation());
    bar.addEventListener("keydown", (event) => event.stopPropagation());
    this.#play.type = "button";
    this.#play.addEventListener("click", () => this.toggle());
    this.#seek.type = "range";
    this.#seek.max = String(SEEK_STEPS);
    this.#seek.addEventListener("input", () => this.#to((this.#seek.valueAsNumber / SEEK_STEPS) * this.#video.duration));
    const video = this.#video;
    video.playsInline = true;
    video.preload = "metadata";
    video.setAttribute("aria-label", t`Video`);
    for (const kind of ["play", "pause", "timeupdate", "seeked", "loadedmetadata", "durationchange"]) video.addEventListener(kind, () => this.#tell());
    video.addEventListener("error", () => this.#say(t`This browser cannot play the video. Download it and open it in a video player.`));
  }

  #show(video: Video): void {
    this.#shown = video;
    this.#video.pause();
    this.#download.href = video.address;
    if (video.reason) return this.#say(video.reason);
    this.#stage.replaceChildren(this.#video);
    this.#video.src = video.address;
    this.#tell();
  }

  /** A sentence in place of the picture. */
  #say(text: string): void {
    const sentence = document.createElement("p");
    sentence.textContent = text;
    sentence.setAttribute("role", "alert");
    this.#stage.replaceChildren(sentence);
  }

  #tell(): void {
    const { paused, currentTime, duration } = this.#video;
    this.#play.textContent = paused ? "▶" : "❚❚";
    this.#play.setAttribute("aria-label", paused ? t`Play` : t`Stop`);
    this.#seek.valueAsNumber = Number.isFinite(duration) && duration > 0 ? Math.round((currentTime / duration) * SEEK_STEPS) : 0;
    const text = `${clock(currentTime)} / ${clock(duration)}`;
    this.#seek.setAttribute("aria-valuetext", text);
    this.#time.textContent = text;
  }
}
