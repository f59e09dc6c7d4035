/** Where the reader was in the list, so that Back returns there. In memory only: a search may name a patient. */

/** Id of the scrolling element, in both layouts. */
export const LIST = "studies-list";

export interface Place {
  /** Scroll position in CSS pixels. */
  top: number;
  selected: string | null;
}

const places = new Map<string, Place>();
const KEPT = 20;

export function placeOf(address: string): Place {
  return places.get(address) ?? { top: 0, selected: null };
}

export function rememberPlace(address: string, place: Place): void {
  places.delete(address);
  places.set(address, place);
  for (const oldest of places.keys()) {
    if (places.size <= KEPT) break;
    places.delete(oldest);
  }
}
