// FHIR's RESTful API over node:http: headers, status codes, links. The resources are Medplum's business.
import { FhirRouter } from '@medplum/fhir-router';
import { checkCondition, checkId, runBundle, statusOf } from './bundles.mjs';
import { capabilities } from './capabilities.mjs';
import { indexPage, listPage } from './pages.mjs';
import { profileOf } from './profiles.mjs';
import { Repository } from './repository.mjs';
import { SearchCache } from './search-cache.mjs';
import { core, isResourceType, unknownParameters } from './schema.mjs';

const { OperationOutcomeError, badRequest, getStatus, isOk, normalizeOperationOutcome, parseSearchRequest } = core;

const maxBody = 64 * 1024 * 1024;

export function createHandler(profile) {
  const server = { profile, repository: new Repository(profile), router: new FhirRouter(), cache: new SearchCache(profile), load: { bundles: 0 } };
  const { repository } = server;
  return async (request, response) => {
    const url = new URL(request.url, `http://${request.headers.host ?? 'localhost'}`);
    try {
      if (url.pathname === '/fhir' || url.pathname.startsWith('/fhir/')) {
        const body = await readBody(request);
        const isSeed = request.headers['x-mhero-seed'] !== undefined;
        // Whoever runs a server can load data into it in ways that are not open to clients: seeds bring their ids.
        await repository.as(isSeed ? profileOf() : profile, (as) => fhir(request, response, url, body, { ...server, profile: as }));
      } else {
        await pages(request, response, url, repository);
      }
    } catch (error) {
      const outcome = normalizeOperationOutcome(error);
      send(response, error instanceof OperationOutcomeError ? statusOf(error) : 500, withoutId(outcome), error.headers);
    }
  };
}

async function pages(request, response, url, repository) {
  const type = /^\/ui\/([A-Za-z]+)$/.exec(url.pathname)?.[1];
  let html;
  if (request.method === 'GET' && url.pathname === '/') {
    html = indexPage(repository);
  } else if (request.method === 'GET' && isResourceType(type)) {
    html = await listPage(repository, type, Number(url.searchParams.get('offset') ?? 0));
  }
  response.writeHead(html ? 200 : 404, { 'content-type': html ? 'text/html; charset=utf-8' : 'text/plain' });
  response.end(html ?? 'Not found');
}

async function fhir(request, response, url, body, server) {
  const { method } = request;
  const path = url.pathname.split('/').filter(Boolean).slice(1);
  const [type, id] = path;
  const base = `${url.origin}/fhir`;
  const prefer = request.headers.prefer ?? '';
  const minimal = prefer.includes('return=minimal');

  if (path.length === 0 && method === 'POST') {
    const { bundle, headers } = await runBundle(body, server, minimal);
    send(response, 200, minimal && server.profile.emptyMinimalBundles ? undefined : bundle, headers);
    return;
  }
  if (method === 'GET' && path.length === 1 && type === 'metadata') {
    send(response, 200, capabilities(base, server.profile));
    return;
  }
  if (!isResourceType(type)) {
    send(response, 404, outcome('not-supported', type ? `Unknown resource type: ${type}` : 'Nothing here for this method'));
    return;
  }
  if ((method === 'GET' && path.length === 1) || (method === 'POST' && id === '_search')) {
    const query = new URLSearchParams(url.search);
    if (body instanceof URLSearchParams) {
      body.forEach((value, name) => query.append(name, value));
    }
    const find = () => search(type, query, prefer.includes('handling=strict'), base, server);
    const isFresh = (request.headers['cache-control'] ?? '').includes('no-cache');
    send(response, 200, await server.cache.get(`${type}?${query}`, isFresh, find));
    return;
  }
  if (method === 'GET' && path.length === 2 && id === '_history') {
    if (!server.profile.typeHistory) {
      send(response, 404, outcome('not-supported', 'This server has no history of a type'));
      return;
    }
    send(response, 200, server.repository.typeHistory(type, url.searchParams, base));
    return;
  }
  await single(request, response, url, { type, id, path, body, base, minimal, server });
}

async function single(request, response, url, { type, id, path, body, base, minimal, server }) {
  const { method } = request;
  const { repository, router, profile } = server;
  if ((method === 'POST' || method === 'PUT') && body?.resourceType !== type) {
    throw new OperationOutcomeError(badRequest(`The body has to be a ${type}`));
  }
  if (method === 'POST') {
    delete body.id;
    if (request.headers['if-none-exist'] !== undefined) {
      checkCondition(type, request.headers['if-none-exist']);
    }
  } else if (path.length === 1) {
    checkCondition(type, url.search);
  } else if (method === 'PUT') {
    checkId(id);
  }
  const before = method === 'PUT' ? repository.versions(type, id).length : 0;
  if (method === 'PUT' && id && before === 0 && !profile.updateCreate) {
    throw new OperationOutcomeError(core.notFound);
  }
  const [result, resource] = await router.handleRequest(
    { method, url: path.join('/') + url.search, pathname: '', body, params: {}, query: {}, headers: request.headers },
    repository,
  );
  if (!isOk(result)) {
    send(response, result.issue?.[0]?.code === 'deleted' ? 410 : getStatus(result), withoutId(result));
    return;
  }
  if (method === 'DELETE') {
    response.writeHead(204).end();
    return;
  }
  const status = method === 'PUT' && id && before === 0 ? 201 : getStatus(result);
  const headers = {};
  if (resource?.meta?.versionId) {
    headers.etag = `W/"${resource.meta.versionId}"`;
    headers['last-modified'] = new Date(resource.meta.lastUpdated).toUTCString();
    if (method !== 'GET') {
      headers.location = `${base}/${type}/${resource.id}/_history/${resource.meta.versionId}`;
    }
  }
  send(response, status, minimal && method !== 'GET' ? undefined : resource, headers);
}

async function search(type, query, strict, base, { repository, profile }) {
  const unknown = unknownParameters(type, [...query.keys()]);
  if (strict && unknown.length > 0) {
    throw new OperationOutcomeError(badRequest(`Unknown search parameters: ${unknown.join(', ')}`));
  }
  unknown.forEach((name) => query.delete(name));
  const request = parseSearchRequest(type, Object.fromEntries([...query.keys()].map((key) => [key, query.getAll(key)])));
  request.count = Math.min(Number.isInteger(request.count) && request.count >= 0 ? request.count : profile.defaultCount, profile.maxCount);
  const { next, ...bundle } = await repository.search(request);
  const link = [{ relation: 'self', url: `${base}/${type}?${query}` }];
  if (next && request.count > 0) {
    const following = new URLSearchParams(query);
    Object.entries(next).forEach(([name, value]) => following.set(name, value));
    link.push({ relation: 'next', url: `${base}/${type}?${following}` });
  }
  if (request.total !== 'accurate') {
    // Servers may leave it out, so nobody should lean on it here either.
    delete bundle.total;
  }
  const entry = (bundle.entry ?? []).map((one) => ({
    fullUrl: `${base}/${one.resource.resourceType}/${one.resource.id}`,
    ...one,
    resource: request.fields && one.search?.mode === 'match' ? subset(one.resource, request.fields) : one.resource,
  }));
  if (unknown.length > 0) {
    entry.push({ search: { mode: 'outcome' }, resource: outcome('not-supported', `Ignored: ${unknown.join(', ')}`, 'warning') });
  }
  return { ...bundle, link, entry: entry.length > 0 ? entry : undefined };
}

function subset(resource, fields) {
  const kept = Object.entries(resource).filter(([name]) => ['resourceType', 'id', 'meta'].includes(name) || fields.includes(name));
  const result = Object.fromEntries(kept);
  const tag = { system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue', code: 'SUBSETTED' };
  return { ...result, meta: { ...result.meta, tag: [...(result.meta?.tag ?? []), tag] } };
}

async function readBody(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > maxBody) {
      throw new OperationOutcomeError(core.contentTooLarge(`A body has at most ${maxBody} bytes`));
    }
    chunks.push(chunk);
  }
  if (length === 0) {
    return undefined;
  }
  const text = Buffer.concat(chunks).toString('utf8');
  const contentType = request.headers['content-type'] ?? 'application/fhir+json';
  if (contentType.startsWith('application/x-www-form-urlencoded')) {
    return new URLSearchParams(text);
  }
  if (!contentType.includes('json')) {
    throw new OperationOutcomeError(core.unsupportedMediaType);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new OperationOutcomeError(badRequest(`Not JSON: ${error.message}`));
  }
}

function outcome(code, text, severity = 'error') {
  return { resourceType: 'OperationOutcome', issue: [{ severity, code, details: { text } }] };
}

function withoutId({ id: _, ...rest }) {
  return rest;
}

function send(response, status, body, headers = {}) {
  const text = body === undefined ? '' : JSON.stringify(body);
  response.writeHead(status, {
    ...headers,
    ...(text ? { 'content-type': 'application/fhir+json; charset=utf-8' } : {}),
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}
