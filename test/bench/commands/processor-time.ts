import { readFileSync } from 'node:fs';

/** The processor time a process has used so far, in milliseconds: steadier than the clock where others share the machine. Linux only. */
export function processorTime(pid: number | undefined): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name may hold blanks; utime and stime are the 12th and 13th fields after it, in ticks of 10 ms.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
