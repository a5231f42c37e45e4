import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { storiesIn } from './stories.js';
import { problems, provenRows, table } from './table.js';

const usage = `npm run capabilities [-- --record]

  prints every row with the story that proves it; exit code 1 when a row has lost its story
  --record   remember the rows that have one now`;

const root = process.cwd();
const list = path.join(root, 'tools/capabilities/proven.json');
const [option] = process.argv.slice(2);
if (option !== undefined && option !== '--record') {
  console.log(usage);
  process.exit(option === '--help' ? 0 : 1);
}

const stories = storiesIn(path.join(root, 'test/acceptance'));
console.log(table(stories));
const recorded = JSON.parse(readFileSync(list, 'utf8')) as number[];
const wrong = problems(stories, recorded);
for (const sentence of wrong) console.error(sentence);
if (wrong.length > 0) process.exit(1);
const fresh = provenRows(stories).filter((row) => !recorded.includes(row));
if (option === '--record') writeFileSync(list, `${JSON.stringify(provenRows(stories))}\n`);
else if (fresh.length > 0) console.log(`New since the last record: ${fresh.join(', ')}. Keep them with --record.`);
