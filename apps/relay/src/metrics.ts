import type { Gauge } from '#edge';
import type { RelayState } from '#messaging';

/** The state of a relay in figures. */
export function gaugesOf(state: RelayState | undefined): Gauge[] {
  return [
    {
      name: 'handoff_relay_leading',
      help: '1 while this relay publishes, 0 while it stands by.',
      value: state?.leading ?? false,
    },
    { name: 'handoff_relay_kafka_up', help: '1 if the last try to publish succeeded.', value: state?.kafka },
    {
      name: 'handoff_relay_position',
      help: 'Position of the log up to which events were published.',
      value: state?.position,
    },
    { name: 'handoff_relay_head', help: 'Position of the newest event to publish.', value: state?.head },
    {
      name: 'handoff_relay_lag_seconds',
      help: 'Age of the oldest event known to wait for publication.',
      value: state?.secondsBehind,
    },
    {
      name: 'handoff_relay_parked_streams',
      help: 'Streams held back at an event not understood.',
      value: state?.parkedStreams,
    },
  ];
}
