/** Keys, mouse and touch, read from the one table. */
import { useLingui } from "@lingui/react/macro";
import { Dialog } from "../../ui/Dialog";
import { COMMANDS } from "../commands";
import { useViewer, useViewerState } from "../context";
import { isApple, keyLabel } from "../keyLabel";
import type { Group } from "../keys";
import { PROFILE } from "../profile";
import { mouseWords, touchWords, type Gesture } from "./gestures";
import classes from "./Help.module.css";
import bar from "./Toolbar.module.css";

export function Help() {
  const { t } = useLingui();
  const viewer = useViewer();
  const opened = useViewerState((state) => state.help);
  const groups: readonly [Group, string][] = [
    ["scroll", t`Images and series`],
    ["tools", t`Tools`],
    ["view", t`View`],
    ["window", t`Window`],
    ["layout", t`Viewports`],
    ["volume", t`Reconstructions`],
    ["cine", t`Cine`],
    ["other", t`Other`],
  ];
  return (
    <Dialog lockScroll={false} opened={opened} onClose={() => COMMANDS.help(viewer)} size={960} title={t`Keys and mouse`}>
      <div className={classes["columns"]}>
        {groups.map(([group, title]) => (
          <KeyGroup key={group} group={group} title={title} />
        ))}
        <Gestures title={t`Mouse`} gestures={mouseWords()} />
        <Gestures title={t`Touch`} gestures={touchWords()} />
      </div>
    </Dialog>
  );
}

function KeyGroup({ group, title }: { group: Group; title: string }) {
  const { i18n } = useLingui();
  const rows = PROFILE.keys.filter((row) => row.group === group && row.keys.length > 0);
  return (
    <section className={classes["group"]}>
      <h3>{title}</h3>
      <dl>
        {rows.map((row) => (
          <div key={row.command}>
            <dt>{i18n._(row.label)}</dt>
            <dd>
              {row.keys.map((key) => (
                <kbd key={key} className={bar["kbd"]}>
                  {keyLabel(key, isApple())}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Gestures({ title, gestures }: { title: string; gestures: readonly Gesture[] }) {
  const { i18n } = useLingui();
  return (
    <section className={classes["group"]}>
      <h3>{title}</h3>
      <dl>
        {gestures.map(({ gesture, does }) => (
          <div key={gesture.id}>
            <dt>{i18n._(does)}</dt>
            <dd>{i18n._(gesture)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
