// Pages for people who want to see what a local run left in the registry.
import { resourceTypes } from './schema.mjs';

const first = ['Practitioner', 'PractitionerRole', 'Location', 'Organization', 'Person', 'Patient', 'Group'];

export function indexPage(repository) {
  const types = [...first, ...resourceTypes.filter((type) => !first.includes(type) && repository.count(type) > 0)];
  const rows = types.map((type) => `<tr><td><a href="/ui/${type}">${type}</a></td><td>${repository.count(type)}</td></tr>`);
  return page(
    'FHIR server of the local run',
    `<p>Everything is in memory and gone when the server stops. The API is at <a href="/fhir/metadata">/fhir</a>.</p>
     <table><tr><th>Type</th><th>Resources</th></tr>${rows.join('')}</table>`,
  );
}

export async function listPage(repository, type, offset) {
  const count = 100;
  const bundle = await repository.search({ resourceType: type, offset, count });
  const columns = columnsOf[type] ?? { Resource: (one) => JSON.stringify(one).slice(0, 300) };
  const head = ['Id', ...Object.keys(columns), 'Changed'].map((name) => `<th>${name}</th>`).join('');
  const rows = bundle.entry.map(({ resource }) => {
    const cells = Object.values(columns).map((show) => `<td>${lines(show(resource))}</td>`).join('');
    const link = `<a href="/fhir/${type}/${resource.id}">${resource.id.slice(0, 8)}</a>`;
    return `<tr><td>${link}</td>${cells}<td>${escape(resource.meta.lastUpdated)}</td></tr>`;
  });
  const next = bundle.next ? `<p><a href="/ui/${type}?offset=${offset + count}">Next</a></p>` : '';
  return page(`${type} (${bundle.total})`, `<p><a href="/">All types</a></p><table><tr>${head}</tr>${rows.join('')}</table>${next}`);
}

const name = (one) => (one.name ?? []).map((n) => n.text ?? [...(n.prefix ?? []), ...(n.given ?? []), n.family].filter(Boolean).join(' '));
const telecom = (one) => (one.telecom ?? []).map((t) => `${t.system ?? '?'} ${t.value}${t.use ? ` (${t.use})` : ''}`);
const identifiers = (one) => (one.identifier ?? []).map((i) => `${i.system ?? ''} | ${i.value}`);
const concepts = (list) => (list ?? []).map((c) => c.text ?? c.coding?.map((g) => g.display ?? g.code).join(', '));
const reference = (one) => one?.display ?? one?.reference ?? '';

const person = { Name: name, Telecom: telecom, Identifiers: identifiers, Active: (one) => one.active ?? '' };
const columnsOf = {
  Practitioner: { ...person, Language: (one) => concepts(one.communication) },
  Person: person,
  Patient: person,
  PractitionerRole: {
    Practitioner: (one) => reference(one.practitioner),
    Code: (one) => concepts(one.code),
    Location: (one) => (one.location ?? []).map(reference),
    Active: (one) => one.active ?? '',
  },
  Location: { Name: (one) => one.name, Status: (one) => one.status, Type: (one) => concepts(one.type), 'Part of': (one) => reference(one.partOf) },
  Organization: { Name: (one) => one.name, Type: (one) => concepts(one.type), 'Part of': (one) => reference(one.partOf) },
  Group: { Name: (one) => one.name, Members: (one) => one.member?.length ?? 0, Identifiers: identifiers },
};

const lines = (value) => [value ?? ''].flat().map(escape).join('<br>');
const escape = (value) => String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

function page(title, body) {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escape(title)}</title><style>
    body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem; } table { border-collapse: collapse; }
    th, td { border-bottom: 1px solid #ccc; padding: .3rem .8rem .3rem 0; text-align: left; vertical-align: top; }
  </style></head><body><h1>${escape(title)}</h1>${body}</body></html>`;
}
