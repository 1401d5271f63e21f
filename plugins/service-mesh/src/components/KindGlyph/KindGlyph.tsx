import {
  RiBox3Line,
  RiDatabase2Line,
  RiDoorOpenLine,
  RiEyeOffLine,
  RiGlobalLine,
  RiLayoutGridLine,
  RiLoginBoxLine,
  RiPlayCircleLine,
  RiStackLine,
  RiTimerLine,
  RemixiconComponentType,
} from '@remixicon/react';

const GLYPHS: Record<string, RemixiconComponentType> = {
  Deployment: RiStackLine,
  StatefulSet: RiDatabase2Line,
  DaemonSet: RiLayoutGridLine,
  CronJob: RiTimerLine,
  Job: RiPlayCircleLine,
  Pod: RiBox3Line,
  External: RiGlobalLine,
  Unmeshed: RiLoginBoxLine,
  Hidden: RiEyeOffLine,
  Service: RiDoorOpenLine,
};

/** The picture of a kind; decoration, so the kind must also be said in words. */
export function KindGlyph(props: { kind: string; size?: number }) {
  const { kind, size = 15 } = props;
  const Glyph = GLYPHS[kind] ?? RiStackLine;
  return (
    <Glyph
      size={size}
      color="var(--sm-muted)"
      style={{ flex: 'none' }}
      aria-hidden
    />
  );
}
