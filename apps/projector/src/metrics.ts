import type { Gauge } from '#edge';
import { projections, type Lag, type OutdatedView, type ParkedStream } from '#read-models';

/** How the projector stands. */
export interface Standing {
  /** Undefined while it stands by, or has not begun. */
  readonly lag: Lag | undefined;
  readonly outdated: readonly OutdatedView[];
  /** Undefined where the database does not answer. */
  readonly parked: readonly ParkedStream[] | undefined;
}

/** The views in figures. */
export function gaugesOf({ lag, outdated, parked }: Standing): Gauge[] {
  return [
    {
      name: 'handoff_projector_leading',
      help: '1 while this process keeps the views, 0 while it stands by.',
      value: lag !== undefined,
    },
    { name: 'handoff_projector_position', help: 'Position of the log that the views show.', value: lag?.position },
    { name: 'handoff_projector_head', help: 'Position of the newest event of the log.', value: lag?.head },
    {
      name: 'handoff_projector_lag_seconds',
      help: 'Age of the newest event that the views show, while there is more; 0 when there is none.',
      value: lag?.secondsBehind,
    },
    ...projections.map(({ name }) => ({
      name: 'handoff_projector_outdated',
      help: '1 for a view that stands still until "handoffctl views rebuild".',
      value: lag === undefined ? undefined : outdated.some(({ view }) => view === name),
      labels: { view: name },
    })),
    ...projections.map(({ name }) => ({
      name: 'handoff_projector_parked_streams',
      help: 'Streams that a view passes over since an event it could not apply: "handoffctl views parked".',
      value: parked?.filter(({ projection }) => projection === name).length,
      labels: { view: name },
    })),
  ];
}

/** Whether the ledger is kept, in figures. */
export function ledgerGauges({ leading, alarmed }: { readonly leading: boolean; readonly alarmed: boolean }): Gauge[] {
  return [
    { name: 'handoff_ledger_leading', help: '1 while this process keeps the ledger.', value: leading },
    {
      name: 'handoff_ledger_alarm',
      help: '1 while the ledger stands still or is not signed, so that somebody must look.',
      value: alarmed,
    },
  ];
}
