/** Data elements as rows, virtual: an enhanced object has tens of thousands. */
import { useLingui } from "@lingui/react/macro";
import { notifications } from "@mantine/notifications";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef } from "react";
import type { Tag } from "../lib/api";
import classes from "./TagBrowser.module.css";

const ROW_PX = 44;
/** Indentation of one nesting level of a sequence. */
const LEVEL_PX = 12;

export function TagList({ tags }: { tags: Tag[] }) {
  const { t } = useLingui();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: tags.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
    useFlushSync: false,
  });
  const copy = async (value: string) => {
    await navigator.clipboard.writeText(value);
    notifications.show({ message: t`Value copied`, autoClose: 1500 });
  };
  return (
    <div ref={scroller} className={classes["scroller"]} role="list">
      <div className={classes["body"]} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const tag = tags[item.index];
          if (!tag) return null;
          return (
            <div key={item.key} role="listitem" className={classes["place"]} style={{ transform: `translateY(${item.start}px)` }}>
              <button type="button" className={classes["tag"]} title={t`Copy the value`} onClick={() => void copy(tag.value)}>
                <span className={classes["name"]} style={{ paddingLeft: tag.depth * LEVEL_PX }}>
                  <span className="dp-mono">{tag.tag}</span>
                  <span className="dp-truncate" lang="en">{tag.name || tag.keyword}</span>
                  <span className={`${classes["vr"]} dp-mono`}>{tag.vr}</span>
                </span>
                <span className={`${classes["value"]} dp-truncate`} style={{ paddingLeft: tag.depth * LEVEL_PX }}>
                  {tag.value}
                </span>
              </button>
            </div>
          );
        })}
      </div>
    </div>
  );
}
