import type { RelayState } from '#messaging';

/** The state as Prometheus reads it (text exposition format 0.0.4). */
export function metricsOf(state: RelayState | undefined): string {
  const lines: string[] = [];
  const gauge = (name: string, help: string, value: number | bigint | undefined) => {
    if (value === undefined) return;
    lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, `${name} ${value}`);
  };
  gauge(
    'handoff_relay_leading',
    '1 while this relay publishes, 0 while it stands by.',
    Number(state?.leading ?? false),
  );
  gauge('handoff_relay_kafka_up', '1 if the last try to publish succeeded.', numberOf(state?.kafka));
  gauge('handoff_relay_position', 'Position of the log up to which events were published.', state?.position);
  gauge('handoff_relay_head', 'Position of the newest event to publish.', state?.head);
  gauge('handoff_relay_lag_seconds', 'Age of the oldest event known to wait for publication.', state?.secondsBehind);
  gauge('handoff_relay_parked_streams', 'Streams held back at an event not understood.', state?.parkedStreams);
  return `${lines.join('\n')}\n`;
}

function numberOf(flag: boolean | undefined): number | undefined {
  return flag === undefined ? undefined : Number(flag);
}
