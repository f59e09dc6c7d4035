/** Icons that the icon set lacks, on the same 24-unit grid and stroke. */
import type { ReactNode } from "react";

export interface IconProps {
  size?: number;
  strokeWidth?: number;
}

function Icon({ size = 20, strokeWidth = 1.75, children }: IconProps & { children: ReactNode }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth={strokeWidth} strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      {children}
    </svg>
  );
}

/** Window/level: a disc, half of it bright. */
export function WindowIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <circle cx="12" cy="12" r="8.5" />
      <path d="M12 3.5a8.5 8.5 0 0 1 0 17z" fill="currentColor" />
    </Icon>
  );
}

/** Scroll: a pile of images. */
export function StackIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <path d="m4 9 8-5 8 5-8 5z" />
      <path d="m4 13.5 8 5 8-5" />
    </Icon>
  );
}

/** 3D cursor: a point that several planes share. */
export function CursorIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <path d="M12 3v6M12 15v6M3 12h6M15 12h6" />
      <circle cx="12" cy="12" r="1.25" fill="currentColor" stroke="none" />
    </Icon>
  );
}

/** Reference lines: where one picture cuts another. */
export function LinesIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <rect x="3.5" y="3.5" width="17" height="17" rx="1.5" />
      <path d="M6 16 18 8" strokeDasharray="3 2.5" />
    </Icon>
  );
}

/** Invert: dark and bright change places. */
export function InvertIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <rect x="3.5" y="3.5" width="17" height="17" rx="1.5" />
      <path d="M20 4 4 20h16z" fill="currentColor" stroke="none" />
    </Icon>
  );
}

/** A grid of viewports. */
export function GridIcon({ rows, columns, ...props }: IconProps & { rows: number; columns: number }) {
  const lines = [
    ...Array.from({ length: columns - 1 }, (_, i) => `M${3.5 + (17 * (i + 1)) / columns} 3.5v17`),
    ...Array.from({ length: rows - 1 }, (_, i) => `M3.5 ${3.5 + (17 * (i + 1)) / rows}h17`),
  ];
  return (
    <Icon {...props}>
      <rect x="3.5" y="3.5" width="17" height="17" rx="1.5" />
      <path d={lines.join("")} />
    </Icon>
  );
}

/** One image pixel a screen pixel. */
export function OneToOneIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <path d="m5 8 2-1.5V18M17 8l2-1.5V18M12 10v.01M12 14.5v.01" />
    </Icon>
  );
}
