// Batch and transaction. Medplum's processor runs the entries; what the R4 rules ask around them is done here: verdicts
// with version and time, all-or-nothing, conditional references. Medplum's own transaction mode is not used, since it
// takes no more than eight conditional entries.
import { core, isResourceType, unknownParameters } from './schema.mjs';
import { processBatch } from '@medplum/fhir-router';

const { OperationOutcomeError, badRequest, getStatus, parseSearchRequest } = core;

export async function runBundle(bundle, server, minimal) {
  if (bundle?.resourceType !== 'Bundle' || !['batch', 'transaction'].includes(bundle.type)) {
    throw new OperationOutcomeError(badRequest('POST [base] takes a Bundle of type batch or transaction', 'Bundle.type'));
  }
  if (!bundle.entry?.length) {
    return { bundle: { resourceType: 'Bundle', type: `${bundle.type}-response` } };
  }
  for (const [i, entry] of bundle.entry.entries()) {
    checkEntry(entry, i);
  }
  const isTransaction = bundle.type === 'transaction';
  checkLimits(bundle, server.profile);
  const isThrottled = server.profile.throttledBundle > 0 && ++server.load.bundles % server.profile.throttledBundle === 0;
  if (isThrottled && isTransaction) {
    throw new TransactionError(429, throttled, { 'retry-after': '1' });
  }
  if (!isTransaction) {
    return runBatch(bundle, server, minimal, isThrottled);
  }
  return { bundle: await (server.profile.rollsBack ? runWhole(bundle, server, minimal) : runEach(bundle, server, minimal)) };
}

/** An overloaded server does part of a batch: the entry that was too much, and those after it, have a verdict of their own. */
async function runBatch(bundle, server, minimal, isThrottled) {
  const done = isThrottled ? Math.floor(bundle.entry.length / 2) : bundle.entry.length;
  const part = { ...bundle, entry: bundle.entry.slice(0, done) };
  const result = done === 0 ? { resourceType: 'Bundle', type: 'batch-response', entry: [] } : await run(part, server, minimal, false);
  for (const _ of bundle.entry.slice(done)) {
    result.entry.push({ response: { status: '429', outcome: throttled } });
  }
  return { bundle: result, headers: isThrottled ? { 'retry-after': '1' } : {} };
}

function runWhole(bundle, server, minimal) {
  return server.repository.atomically(async () => {
    for (const entry of bundle.entry) {
      await resolveConditionalReferences(entry.resource, server.repository);
    }
    return run(bundle, server, minimal, true);
  });
}

/** A transaction on a server that has none: what can be done is done, and the rest says why not. */
async function runEach(bundle, server, minimal) {
  const failed = new Map();
  for (const [i, entry] of bundle.entry.entries()) {
    try {
      await resolveConditionalReferences(entry.resource, server.repository);
    } catch (error) {
      failed.set(i, { response: { status: `${statusOf(error)}`, outcome: error.outcome } });
    }
  }
  const rest = bundle.entry.filter((_, i) => !failed.has(i));
  const result = rest.length === 0 ? { entry: [] } : await run({ ...bundle, entry: rest }, server, minimal, false);
  const entry = bundle.entry.map((_, i) => failed.get(i) ?? result.entry.shift());
  return { resourceType: 'Bundle', type: 'transaction-response', entry };
}

async function run(bundle, { repository, router }, minimal, all) {
  const requests = bundle.entry.map(({ request }) => ({ ...request }));
  const result = await processBatch({ config: {}, headers: {} }, repository, router, bundle);
  const written = new Set();
  const entry = result.entry.map((one, i) => {
    const verdict = toVerdict(one, requests[i], repository);
    const status = Number(verdict.response.status.slice(0, 3));
    if (all && status >= 400) {
      throw new TransactionError(status, verdict.response.outcome);
    }
    const { resource } = one;
    if (all && requests[i].method !== 'GET' && resource?.id) {
      const identity = `${resource.resourceType}/${resource.id}`;
      if (written.has(identity)) {
        throw new OperationOutcomeError(badRequest('Two entries of a transaction are the same resource', `Bundle.entry[${i}]`));
      }
      written.add(identity);
    }
    return minimal && requests[i].method !== 'GET' ? { response: verdict.response } : verdict;
  });
  return { resourceType: 'Bundle', type: `${bundle.type}-response`, entry };
}

function checkLimits(bundle, profile) {
  if (bundle.entry.length > profile.maxEntries) {
    throw new OperationOutcomeError(badRequest(`A bundle has at most ${profile.maxEntries} entries`, 'Bundle.entry'));
  }
  const isConditional = ({ request }) => request.ifNoneExist !== undefined || (request.method !== 'GET' && request.url.includes('?'));
  if (bundle.type === 'transaction' && bundle.entry.length > profile.maxConditional && bundle.entry.some(isConditional)) {
    throw new OperationOutcomeError(badRequest('Transaction requires strict isolation but has too many entries', 'Bundle.entry'));
  }
}

const throttled = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'throttled', details: { text: 'Too much to do' } }] };

function toVerdict({ response, resource }, request, repository) {
  let status = Number(response.status);
  if (status >= 400) {
    // Medplum says "bad request" where R4 says 412.
    if (status === 400 && /matched multiple resources/.test(response.outcome?.issue?.[0]?.details?.text ?? '')) {
      status = 412;
    }
    return { response: { status: `${status}`, outcome: response.outcome } };
  }
  if (request.method === 'DELETE') {
    return { response: { status: '204' } };
  }
  if (!resource?.meta || request.method === 'GET') {
    return { resource, response: { status: `${status}` } };
  }
  const { resourceType, id, meta } = resource;
  const versions = repository.versions(resourceType, id);
  const kept = request.method === 'POST' && status === 200;
  if (!kept && versions.length === 1) {
    status = 201;
  }
  return {
    fullUrl: `${resourceType}/${id}`,
    resource,
    response: {
      status: `${status}`,
      location: `${resourceType}/${id}/_history/${meta.versionId}`,
      etag: `W/"${meta.versionId}"`,
      lastModified: meta.lastUpdated,
    },
  };
}

export class TransactionError extends OperationOutcomeError {
  constructor(status, outcome, headers = {}) {
    super(outcome);
    this.status = status;
    this.headers = headers;
  }
}

function checkEntry({ request, resource }, i) {
  const at = `Bundle.entry[${i}].request`;
  if (!request?.method || !request.url) {
    throw new OperationOutcomeError(badRequest('An entry needs request.method and request.url', at));
  }
  const [path, query] = request.url.split('?');
  const type = path.split('/')[0];
  if (!isResourceType(type)) {
    throw new OperationOutcomeError(badRequest(`Unknown resource type in request.url: ${type}`, `${at}.url`));
  }
  if (request.method === 'PUT' && !path.includes('/')) {
    checkCondition(type, query);
  }
  if (request.ifNoneExist !== undefined) {
    checkCondition(type, request.ifNoneExist);
  }
  if (request.method === 'PUT' && path.includes('/')) {
    checkId(path.split('/')[1]);
  }
  if (request.method === 'POST' && resource) {
    delete resource.id;
  }
}

/** A condition that names nothing this server knows would match everything or nothing, and neither is meant. */
export function checkCondition(type, query) {
  const names = [...new URLSearchParams(query ?? '').keys()];
  const unknown = unknownParameters(type, names);
  if (names.length === 0 || unknown.length > 0) {
    throw new OperationOutcomeError(badRequest(`Condition not understood: ${unknown.join(', ') || 'it is empty'}`));
  }
}

/** Ids are the server's; the ones a client may bring are UUIDs, as with the full Medplum server. */
export function checkId(id) {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id ?? '')) {
    throw new OperationOutcomeError(badRequest('An id that a client chooses has to be a UUID'));
  }
}

async function resolveConditionalReferences(node, repository) {
  for (const value of Object.values(node ?? {})) {
    if (!value || typeof value !== 'object') {
      continue;
    }
    if (typeof value.reference === 'string' && /^[A-Z][A-Za-z]+\?/.test(value.reference)) {
      checkCondition(...value.reference.split('?'));
      const found = await repository.searchResources({ ...parseSearchRequest(value.reference), count: 2 });
      if (found.length !== 1) {
        throw new TransactionError(412, {
          resourceType: 'OperationOutcome',
          issue: [{ severity: 'error', code: found.length ? 'multiple-matches' : 'not-found', details: { text: 'Conditional reference without exactly one match' } }],
        });
      }
      value.reference = `${found[0].resourceType}/${found[0].id}`;
    }
    await resolveConditionalReferences(value, repository);
  }
}

export const statusOf = (error) => error.status ?? getStatus(error.outcome);
