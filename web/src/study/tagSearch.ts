/** Search in the data elements of an instance. Pure. */
import type { Tag } from "../lib/api";

/** Keeps the elements that hold every word in tag, keyword, name, VR or value; `10,10`, `(0010,0010)` and `00100010` all find a tag. */
export function searchTags(tags: readonly Tag[], text: string): Tag[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...tags];
  return tags.filter((tag) => {
    const digits = tag.tag.replace(/[(),]/g, "");
    const place = `${tag.tag} ${digits}`.toLowerCase();
    const hay = `${place} ${tag.keyword} ${tag.name} ${tag.vr} ${tag.value}`.toLowerCase();
    return words.every((word) => hay.includes(word));
  });
}
