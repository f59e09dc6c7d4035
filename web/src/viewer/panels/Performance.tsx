/** Hidden panel: how fast pictures come, how old they are, and where the time goes. */
import { i18n } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { CloseButton } from "@mantine/core";
import { useEffect, useState, type ReactNode } from "react";
import { COMMANDS } from "../commands";
import { useViewer } from "../context";
import classes from "./Performance.module.css";

const EVERY_MS = 250;
/** By the level of the ladder. */
const LEVELS = [msg`lossless`, msg`high`, msg`draft`, msg`small`] as const;

/** As the language writes it. */
const tenths = (of: number) => i18n.number(of, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const short = (of: number) => `${tenths(of)} ms`;
const ms = (us: number) => short(us / 1000);

export function Performance() {
  const { t } = useLingui();
  const viewer = useViewer();
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = window.setInterval(() => setNow(performance.now()), EVERY_MS);
    return () => window.clearInterval(timer);
  }, []);
  const { fps, ageMs, ageP95Ms, mbitPerSecond, last } = viewer.measure.figures(now);
  const spent = last?.spent ?? null;
  const { pace, rttMs } = viewer.session;
  const rows: readonly [ReactNode, string][] = [
    [<Trans key="fps">Pictures a second</Trans>, String(fps)],
    [<Trans key="age">Age, median / 95 %</Trans>, `${ageMs.toFixed(0)} / ${ageP95Ms.toFixed(0)} ms`],
    [<Trans key="rate">Data rate</Trans>, `${tenths(mbitPerSecond)} Mbit/s`],
    [<Trans key="rtt">Round trip</Trans>, rttMs === null ? "–" : `${rttMs.toFixed(0)} ms`],
    [<Trans key="credits">Credits, under way / window</Trans>, `${pace.inFlight} / ${tenths(pace.window)}`],
    [<Trans key="level">Draft quality</Trans>, i18n._(LEVELS[pace.level])],
    [<Trans key="load">Server: load</Trans>, last ? ms(last.loadUs) : "–"],
    [<Trans key="fetch">Server: fetch</Trans>, last ? ms(last.fetchUs) : "–"],
    [<Trans key="open">Server: open the seal</Trans>, last ? ms(last.openUs) : "–"],
    [<Trans key="decode">Server: decode</Trans>, last ? ms(last.decodeUs) : "–"],
    [<Trans key="render">Server: render</Trans>, last ? ms(last.renderUs) : "–"],
    [<Trans key="encode">Server: encode</Trans>, last ? ms(last.encodeUs) : "–"],
    [<Trans key="line">Line: there and back</Trans>, last ? short(last.lineMs) : "–"],
    [<Trans key="unpack">Browser: decode</Trans>, spent ? short(spent.decodeMs) : "–"],
    [<Trans key="screen">Browser: wait for the screen</Trans>, spent ? short(spent.waitMs) : "–"],
    [<Trans key="draw">Browser: draw</Trans>, spent ? short(spent.drawMs) : "–"],
    [<Trans key="last">Last picture</Trans>, last ? `${i18n._(LEVELS[last.level])}, ${last.width}×${last.height}, ${(last.bytes / 1024).toFixed(0)} KiB` : "–"],
    [<Trans key="cache">Pictures kept</Trans>, `${tenths(viewer.cache.bytes / 1e6)} MB`],
  ];
  return (
    <section className={classes["root"]} aria-label={t`Performance`}>
      <header>
        <strong>
          <Trans>Performance</Trans>
        </strong>
        <CloseButton aria-label={t`Close`} size="sm" onClick={() => COMMANDS["panel.performance"](viewer)} />
      </header>
      <dl>
        {rows.map(([name, value], index) => (
          // oxlint-disable-next-line react/no-array-index-key -- the rows never change their order
          <div key={index}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
