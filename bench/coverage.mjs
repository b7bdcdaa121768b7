// Adds up the coverage files of a folder and compares it with the floors: node bench/coverage.mjs <folder> [--lines 90] [--branches 90].
// A line or branch counts when one of the suites reached it. Ends with 1 below a floor, and when the folder has no files.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals: [folder] } = parseArgs({
  allowPositionals: true,
  options: { lines: { type: 'string', default: '0' }, branches: { type: 'string', default: '0' } },
});
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
const lines = new Map();
const branches = new Map();
const reach = (map, key, hits) => map.set(key, (map.get(key) ?? false) || hits > 0);

for (const file of files) {
  for (const documents of Object.values(JSON.parse(readFileSync(join(folder, file), 'utf8')))) {
    for (const [path, classes] of Object.entries(documents)) {
      const source = path.replaceAll('\\', '/').split('/Mhero.Core/').pop();
      for (const [method, found] of Object.values(classes).flatMap(Object.entries)) {
        for (const [line, hits] of Object.entries(found.Lines)) {
          reach(lines, `${source}|${line}`, hits);
        }
        for (const branch of found.Branches) {
          reach(branches, `${source}|${method}|${branch.Line}|${branch.Offset}|${branch.Path}|${branch.Ordinal}`, branch.Hits);
        }
      }
    }
  }
}

const rooms = new Map();
function count(map, kind) {
  for (const [key, isReached] of map) {
    const source = key.split('|')[0];
    const room = source.includes('/') ? source.split('/')[0] : '(root)';
    for (const name of [room, 'Mhero.Core']) {
      const row = rooms.get(name) ?? { lines: [0, 0], branches: [0, 0] };
      row[kind][0] += isReached ? 1 : 0;
      row[kind][1]++;
      rooms.set(name, row);
    }
  }
}
count(lines, 'lines');
count(branches, 'branches');

const percent = ([reached, all]) => (all === 0 ? 100 : (100 * reached) / all);
const text = (pair) => `${percent(pair).toFixed(1).padStart(6)} % of ${String(pair[1]).padStart(6)}`;
console.log(`coverage of ${files.length} suites`.padEnd(30), 'lines'.padStart(18), 'branches'.padStart(20));
for (const [name, row] of [...rooms].sort(([a], [b]) => a.localeCompare(b))) {
  console.log(name.padEnd(30), text(row.lines), text(row.branches).padStart(20));
}

const total = rooms.get('Mhero.Core');
const faults = total === undefined ? [`${folder} has no coverage files`] : ['lines', 'branches']
  .filter((kind) => percent(total[kind]) < Number(values[kind]))
  .map((kind) => `${percent(total[kind]).toFixed(2)} % of the ${kind} of Mhero.Core are reached; the floor is ${values[kind]} %: write unit tests for what is missing`);
faults.forEach((fault) => console.error(fault));
process.exitCode = faults.length === 0 ? 0 : 1;
