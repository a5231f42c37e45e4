/** The time between two instants, as short as it is still telling: `+0.1 s`, `+12 s`, `+3 min`, `+2 h`, `+5 d`. */
export function elapsed(from: string, to: string): string {
  const seconds = (Date.parse(to) - Date.parse(from)) / 1000;
  if (seconds < 0.05) return '';
  if (seconds < 10) return `+${seconds.toFixed(1)} s`;
  if (seconds < 120) return `+${Math.round(seconds)} s`;
  if (seconds < 2 * 3600) return `+${Math.round(seconds / 60)} min`;
  if (seconds < 2 * 86_400) return `+${Math.round(seconds / 3600)} h`;
  return `+${Math.round(seconds / 86_400)} d`;
}
