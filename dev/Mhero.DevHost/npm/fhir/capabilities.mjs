import { resourceTypes, searchParameters } from './schema.mjs';

const started = new Date().toISOString();

/** The CapabilityStatement: what this server does, and nothing more. */
export function capabilities(base, profile) {
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: started,
    kind: 'instance',
    software: { name: 'mHero local FHIR server', version: '5.2.13' },
    implementation: { description: 'Medplum FhirRouter in memory; for local runs and tests', url: base },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json', 'json'],
    rest: [
      {
        mode: 'server',
        interaction: [{ code: 'batch' }, { code: 'transaction' }],
        resource: resourceTypes.map((type) => ({
          type,
          interaction: ['read', 'vread', 'update', 'patch', 'delete', 'history-instance', ...(profile.typeHistory ? ['history-type'] : []), 'create', 'search-type'].map((code) => ({ code })),
          versioning: 'versioned-update',
          readHistory: true,
          updateCreate: profile.updateCreate,
          conditionalCreate: true,
          conditionalUpdate: true,
          conditionalDelete: 'single',
          // FHIR JSON has no empty arrays.
          ...(Object.keys(searchParameters(type)).length > 0 && {
            searchParam: Object.values(searchParameters(type)).map(({ code, type: kind }) => ({ name: code, type: kind })),
          }),
        })),
      },
    ],
  };
}
