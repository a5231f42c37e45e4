import { pageWidth, paint, spoken } from '../narration/lines.js';
import type { Step, Voice } from '../narration/story.js';

/** What the audience reads. */
export interface Page {
  title(text: string): void;
  scene(text: string): void;
  /** Something that somebody said or did. */
  line(voice: Voice, who: string, what: string, more?: readonly string[]): void;
  step(step: Step): void;
  plain(text?: string): void;
}

export function pageOn(stream: NodeJS.WriteStream): Page {
  const width = pageWidth(stream.columns);
  let scenes = 0;
  const write = (...lines: string[]) => void stream.write(`${lines.join('\n')}\n`);
  return {
    title: (text) => write('', `  ${paint('bold', text, stream)}`),
    scene: (text) => {
      scenes += 1;
      write('', `  ${paint('bold', `${scenes}  ${text}`, stream)}`, `  ${paint('dim', '─'.repeat(width - 2), stream)}`);
    },
    line: (voice, who, what, more = []) => write(...spoken({ voice, who, what, more }, width)),
    step: (step) => write(...spoken(step, width)),
    plain: (text = '') => write(text),
  };
}
