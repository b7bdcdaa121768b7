// Prints the score of a mutation report by file and what survived: node bench/mutation.mjs <report> <folder of Mhero.Core> <floor>.
// The score is the share of the compiled mutants that a test noticed or that ended in a time-out; those that no test reached count as survivors.
import { readFileSync } from 'node:fs';

const [report, folder, floor] = process.argv.slice(2);
const rows = [];
const survivors = [];
for (const [path, { mutants, source }] of Object.entries(JSON.parse(readFileSync(report, 'utf8')).files)) {
  const name = path.replaceAll('\\', '/').split('Mhero.Core/').pop();
  const of = (...states) => mutants.filter((mutant) => states.includes(mutant.status));
  const [noticed, missed] = [of('Killed', 'Timeout').length, of('Survived', 'NoCoverage')];
  if (noticed + missed.length === 0) {
    continue;
  }
  rows.push({ name, noticed, all: noticed + missed.length });
  const lines = source.split('\n');
  for (const mutant of missed) {
    const line = mutant.location.start.line;
    survivors.push(`${name}:${line} ${mutant.mutatorName}${mutant.status === 'NoCoverage' ? ' (not reached)' : ''}: ${lines[line - 1].trim().slice(0, 120)}`);
  }
}

const total = rows.reduce((sum, row) => ({ noticed: sum.noticed + row.noticed, all: sum.all + row.all }), { noticed: 0, all: 0 });
const score = ({ noticed, all }) => (100 * noticed) / all;
for (const row of rows.sort((a, b) => score(a) - score(b))) {
  console.log(`${row.name.padEnd(70)} ${score(row).toFixed(1).padStart(6)} % of ${String(row.all).padStart(5)}`);
}
console.log(survivors.sort().join('\n'));
if (total.all === 0) {
  console.error(`${folder}: nothing was changed`);
  process.exit(1);
}
console.log(`${folder}: ${score(total).toFixed(1)} % of ${total.all} changes were noticed; the floor is ${floor} %`);
process.exitCode = score(total) < Number(floor) ? 1 : 0;
