// Medplum's MemoryRepository scans, clones and sorts everything for each search. A bundle of a hundred conditional
// updates over a few thousand resources would take minutes that way, so identifiers and references are indexed here,
// and only the page that is asked for is cloned. What matches is still decided by Medplum.
import { MemoryRepository } from '@medplum/fhir-router';
import { core } from './schema.mjs';

const { OperationOutcomeError, deepClone, matchesSearchRequest, splitSearchOnComma, validateResource } = core;

const gone = {
  resourceType: 'OperationOutcome',
  id: 'gone',
  issue: [{ severity: 'error', code: 'deleted', details: { text: 'Gone' } }],
};

export class Repository extends MemoryRepository {
  #deletions = new Map();
  #indexes = new Map();
  #sequence = new WeakMap();
  #lastSequence = 0;
  #lastUpdated = '';
  #undo;
  #profile;

  constructor(profile) {
    super();
    this.#profile = profile;
  }

  /** Handles one request as a profile does. Requests do not interleave, as below. */
  async as(profile, work) {
    const usual = this.#profile;
    this.#profile = profile;
    try {
      await work(profile);
    } finally {
      this.#profile = usual;
    }
  }

  /** Runs `work`; when it throws, everything it wrote is taken back. Requests do not interleave: nothing here awaits I/O. */
  async atomically(work) {
    this.#undo = [];
    try {
      return await work();
    } catch (error) {
      for (const step of this.#undo.reverse()) {
        step();
      }
      throw error;
    } finally {
      this.#undo = undefined;
    }
  }

  versions(type, id) {
    return this.history.get(type)?.get(id) ?? [];
  }

  count(type) {
    return this.resources.get(type)?.size ?? 0;
  }

  createResourceSync(resource, options, update) {
    validateResource(resource);
    const { resourceType: type } = resource;
    const before = resource.id ? this.resources.get(type)?.get(resource.id) : undefined;
    if (update && !before && !this.#profile.updateCreate) {
      throw new OperationOutcomeError(core.notFound);
    }
    if (update && before) {
      // Taken out and put back, so that the map stays in the order of lastUpdated.
      this.resources.get(type).delete(resource.id);
    }
    const { id } = super.createResourceSync(resource, options, update);
    const stored = this.resources.get(type).get(id);
    // A clock that steps back must not put a change before what a feed has already passed.
    if (stored.meta.lastUpdated < this.#lastUpdated) {
      stored.meta.lastUpdated = this.#lastUpdated;
    }
    this.#lastUpdated = stored.meta.lastUpdated;
    this.#replace(type, id, before, stored);
    this.#undo?.push(() => {
      this.history.get(type).get(id).pop();
      this.resources.get(type).delete(id);
      if (before) {
        this.resources.get(type).set(id, before);
      }
      this.#replace(type, id, stored, before);
    });
    return deepClone(stored);
  }

  async readResource(type, id) {
    if (!this.resources.get(type)?.has(id) && this.versions(type, id).length > 0) {
      throw new OperationOutcomeError(gone);
    }
    return super.readResource(type, id);
  }

  async readHistory(type, id) {
    await this.readResource(type, id);
    const entry = this.versions(type, id).toReversed().map((version) => ({ resource: deepClone(version) }));
    return { resourceType: 'Bundle', type: 'history', entry };
  }

  /** Every version of every resource of a type, the newest first. Deletions are not kept. */
  typeHistory(type, query, base) {
    const since = Date.parse(query.get('_since') ?? '1970-01-01');
    const all = [...(this.history.get(type)?.values() ?? [])].flat().filter(({ meta }) => Date.parse(meta.lastUpdated) >= since);
    all.sort((a, b) => (a.meta.lastUpdated < b.meta.lastUpdated ? 1 : -1));
    const gone = (this.#deletions.get(type) ?? []).filter(({ at }) => Date.parse(at) >= since).reverse();
    const deleted = gone.map(({ id, at }) => ({
      fullUrl: `${base}/${type}/${id}`,
      request: { method: 'DELETE', url: `${type}/${id}` },
      response: { status: '204', lastModified: at },
    }));
    const entry = all.slice(0, Math.min(Number(query.get('_count') ?? this.#profile.defaultCount), this.#profile.maxCount)).map((version) => ({
      fullUrl: `${base}/${type}/${version.id}`,
      resource: deepClone(version),
      request: { method: 'PUT', url: `${type}/${version.id}` },
      response: { status: '200', etag: `W/"${version.meta.versionId}"`, lastModified: version.meta.lastUpdated },
    }));
    return { resourceType: 'Bundle', type: 'history', total: all.length + deleted.length, entry: [...deleted, ...entry] };
  }

  async deleteResource(type, id, options) {
    const before = this.resources.get(type)?.get(id);
    await super.deleteResource(type, id, options);
    this.#replace(type, id, before, undefined);
    const deletions = this.#deletions.get(type) ?? [];
    this.#deletions.set(type, deletions);
    deletions.push({ id, at: new Date().toISOString() });
    this.#undo?.push(() => {
      deletions.pop();
      this.resources.get(type).set(id, before);
      this.#replace(type, id, undefined, before);
    });
  }

  searchSync(request) {
    let found = this.#matches(request);
    const total = found.length;
    const rules = request.sortRules ?? [];
    const byChange = rules.length === 0 || (rules.length === 1 && rules[0].code === '_lastUpdated');
    const sequence = (resource) => this.#sequence.get(resource);
    if (byChange) {
      const sign = rules[0]?.descending ? -1 : 1;
      found.sort((a, b) => sign * (sequence(a) - sequence(b)));
      if (request.cursor !== undefined) {
        // By position and not by offset: what changes during a crawl moves to the end and would pull others over a page's edge.
        found = found.filter((resource) => sign * (sequence(resource) - Number(request.cursor)) > 0);
      }
    } else {
      sortByRules(found, rules);
    }
    const from = request.offset ?? 0;
    const page = request.count === undefined ? found.slice(from) : found.slice(from, from + request.count);
    const bundle = {
      resourceType: 'Bundle',
      type: 'searchset',
      total,
      entry: page.map((resource) => ({ search: { mode: 'match' }, resource: deepClone(resource) })),
    };
    if (page.length > 0 && from + page.length < found.length) {
      bundle.next = byChange ? { _cursor: `${sequence(page.at(-1))}` } : { _offset: `${from + page.length}` };
    }
    return bundle;
  }

  #matches(request) {
    const type = request.resourceType;
    const all = this.resources.get(type) ?? new Map();
    const filters = request.filters ?? [];
    const tests = [];
    const plain = [];
    const chained = [];
    let candidates;
    if (!this.#profile.orSearch && filters.some(({ value }) => splitSearchOnComma(`${value}`).length > 1)) {
      return [];
    }
    for (const filter of filters) {
      const keys = indexKeys(filter);
      if (filter.code.includes('.')) {
        chained.push(filter);
      } else if (filter.code === '_lastUpdated' && dateTests[filter.operator]) {
        tests.push(dateTest(filter));
      } else if (keys) {
        const ids = this.#lookUp(type, keys);
        candidates = candidates ? candidates.filter((id) => ids.has(id)) : [...ids];
        if (filter.code !== '_id' && filter.code !== 'identifier') {
          plain.push(filter);
        }
      } else {
        plain.push(filter);
      }
    }
    const rest = { resourceType: type, filters: plain };
    const pool = candidates ? candidates.map((id) => all.get(id)).filter(Boolean) : [...all.values()];
    const found = pool.filter((one) => tests.every((test) => test(one)) && (plain.length === 0 || matchesSearchRequest(one, rest)));
    return chained.length === 0 ? found : this.#chained(type, found, chained);
  }

  #chained(type, pool, filters) {
    // The base class resolves chains over its own maps: for a moment it sees only the candidates.
    const whole = this.resources;
    this.resources = new Map(whole).set(type, new Map(pool.map((one) => [one.id, one])));
    try {
      const bundle = super.searchSync({ resourceType: type, filters });
      return (bundle.entry ?? []).map((entry) => whole.get(type).get(entry.resource.id));
    } finally {
      this.resources = whole;
    }
  }

  #lookUp(type, keys) {
    const index = this.#indexes.get(type);
    const ids = new Set();
    for (const key of keys) {
      if (key.id) {
        ids.add(key.id);
      } else {
        index?.get(key.key)?.forEach((id) => ids.add(id));
      }
    }
    return ids;
  }

  #replace(type, id, before, after) {
    let index = this.#indexes.get(type);
    if (!index) {
      index = new Map();
      this.#indexes.set(type, index);
    }
    for (const key of before ? keysOf(before) : []) {
      const ids = index.get(key);
      ids?.delete(id);
      if (ids?.size === 0) {
        index.delete(key);
      }
    }
    for (const key of after ? keysOf(after) : []) {
      const ids = index.get(key);
      if (ids) {
        ids.add(id);
      } else {
        index.set(key, new Set([id]));
      }
    }
    if (after && !this.#sequence.has(after)) {
      this.#sequence.set(after, ++this.#lastSequence);
    }
  }
}

function keysOf(resource) {
  const keys = new Set();
  for (const identifier of [resource.identifier ?? []].flat()) {
    if (identifier.value !== undefined) {
      keys.add(`value ${identifier.value}`);
      keys.add(`token ${identifier.system ?? ''}|${identifier.value}`);
    }
    keys.add(`system ${identifier.system ?? ''}`);
  }
  addReferences(resource, keys);
  return keys;
}

function addReferences(node, keys) {
  for (const value of Object.values(node)) {
    if (value && typeof value === 'object') {
      if (typeof value.reference === 'string') {
        keys.add(`reference ${value.reference}`);
      }
      addReferences(value, keys);
    }
  }
}

/** Where the index can answer a filter, or narrow it: one key per value; otherwise undefined. */
function indexKeys({ code, operator, value }) {
  if (operator !== 'eq') {
    return undefined;
  }
  if (code === '_id') {
    return value.split(',').map((id) => ({ id }));
  }
  if (code === 'identifier') {
    return splitKeepingEscapes(value, ',').map((one) => {
      const parts = splitKeepingEscapes(one, '|').map(unescape);
      if (parts.length === 1) {
        return { key: `value ${parts[0]}` };
      }
      return { key: parts[1] === '' ? `system ${parts[0]}` : `token ${parts[0]}|${parts[1]}` };
    });
  }
  const values = splitSearchOnComma(value);
  return values.every((one) => /^[A-Z][A-Za-z]+\/[A-Za-z0-9.-]+$/.test(one))
    ? values.map((one) => ({ key: `reference ${one}` }))
    : undefined;
}

function splitKeepingEscapes(text, separator) {
  const parts = [''];
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\' && i + 1 < text.length) {
      parts[parts.length - 1] += text[i] + text[++i];
    } else if (text[i] === separator) {
      parts.push('');
    } else {
      parts[parts.length - 1] += text[i];
    }
  }
  return parts;
}

function unescape(text) {
  return text.replaceAll(/\\(.)/g, '$1');
}

const dateTests = {
  eq: (at, from, to) => at >= from && at < to,
  ne: (at, from, to) => at < from || at >= to,
  ge: (at, from) => at >= from,
  gt: (at, _, to) => at >= to,
  sa: (at, _, to) => at >= to,
  le: (at, _, to) => at < to,
  lt: (at, from) => at < from,
  eb: (at, from) => at < from,
};

function dateTest({ operator, value }) {
  const from = Date.parse(value);
  // A value names an interval as long as its last digit: a day, a minute, a second, a millisecond.
  const digits = value.replace(/(Z|[+-]\d\d:\d\d)$/, '');
  const length = digits.length <= 10 ? 86_400_000 : digits.length <= 16 ? 60_000 : digits.includes('.') ? 1 : 1000;
  return (resource) => dateTests[operator](Date.parse(resource.meta.lastUpdated), from, from + length);
}

function sortByRules(found, rules) {
  const parameters = core.globalSchema.types[found[0]?.resourceType]?.searchParams ?? {};
  const keys = new Map(
    found.map((resource) => [
      resource,
      rules.map(({ code }) => JSON.stringify(parameters[code] ? core.evalFhirPath(parameters[code].expression, resource) : [])),
    ]),
  );
  found.sort((a, b) => {
    for (let i = 0; i < rules.length; i++) {
      const [x, y] = [keys.get(a)[i], keys.get(b)[i]];
      if (x !== y) {
        return (x < y ? -1 : 1) * (rules[i].descending ? -1 : 1);
      }
    }
    return 0;
  });
}
