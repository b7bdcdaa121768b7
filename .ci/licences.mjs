// Fails when a package of NuGet or npm that the repository uses has a licence that is not in the list. Run it after restore and npm ci.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const allowed = new Set(['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'CC0-1.0', 'ISC', 'Microsoft .NET Library', 'MIT', 'MIT-0', 'MS-PL', 'PostgreSQL', 'Unlicense']);

// Of dictionaries of the spelling check, which are not distributed.
allowed.add('CC BY-SA 4.0').add('WTFPL');

// Packages that say their licence by a file or an address, with what it says.
const read = JSON.parse(readFileSync(new URL('licences.json', import.meta.url), 'utf8'));

const isAllowed = (licence) => licence.replace(/[()]/g, '').split(/ OR /i).some((choice) => choice.split(/ AND /i).every((one) => allowed.has(one.trim())));

const projects = (folder) =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !['node_modules', 'bin', '.git'].includes(entry.name))
    .flatMap((entry) => (entry.name === 'obj' ? [join(folder, 'obj', 'project.assets.json')].filter(existsSync) : projects(join(folder, entry.name))));

function nuget() {
  const found = new Map();
  for (const file of projects('.')) {
    const { libraries, packageFolders } = JSON.parse(readFileSync(file, 'utf8'));
    for (const [name, library] of Object.entries(libraries).filter(([, { type }]) => type === 'package')) {
      const folder = Object.keys(packageFolders).map((root) => join(root, library.path)).find(existsSync);
      const text = readFileSync(join(folder, readdirSync(folder).find((one) => one.endsWith('.nuspec'))), 'utf8');
      found.set(name, /<license type="expression">([^<]*)</.exec(text)?.[1] ?? read.nuget[name.split('/')[0]] ?? 'not said');
    }
  }
  return found;
}

function npm(folder) {
  const { packages } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
  return new Map(
    Object.entries(packages)
      .filter(([path]) => path)
      .map(([path, { version, license }]) => [path.split('node_modules/').at(-1), version, license])
      .map(([name, version, licence]) => [`${name}/${version}`, read.npm[name] ?? licence ?? 'not said']),
  );
}

const all = [...nuget(), ...npm('dev/Mhero.DevHost/npm'), ...npm('.ci/spelling')];
const refused = all.filter(([, licence]) => !isAllowed(licence));
refused.forEach(([name, licence]) => console.log(`${name}: ${licence}`));
console.log(`${all.length} packages, ${refused.length} with a licence that is not allowed. Allowed licences are in .ci/licences.mjs.`);
process.exitCode = refused.length === 0 && all.length > 100 ? 0 : 1;
