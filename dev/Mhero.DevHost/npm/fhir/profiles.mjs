// What servers do differently where R4 leaves it open, or where they fall short of it. Each profile names a server on which
// the behaviour was seen or in whose documentation it is described.
const base = {
  // A bundle with Prefer: return=minimal is answered with 200 and no body.
  emptyMinimalBundles: false,
  // Whether a transaction is all or nothing. Otherwise its entries are run one by one, and failed ones stand among the others.
  rollsBack: true,
  // Whether a PUT to an id that does not exist creates the resource; otherwise it is answered with 404.
  updateCreate: true,
  // Whether a search for several values (a,b) finds anything.
  orSearch: true,
  // How long the result of a search is answered again, unless the request has Cache-Control: no-cache.
  searchCacheSeconds: 0,
  defaultCount: 20,
  maxCount: 1000,
  // Entries in one bundle, and in a transaction that has a conditional one.
  maxEntries: Infinity,
  maxConditional: Infinity,
  // Every n-th bundle is throttled: a batch from its middle on, a transaction as a whole. 0 is never.
  throttledBundle: 0,
  // Whether GET [base]/[type]/_history is answered.
  typeHistory: false,
};

const profiles = {
  default: {},
  medplum: { emptyMinimalBundles: true, rollsBack: false, updateCreate: false },
  'medplum-transactions': { emptyMinimalBundles: true, updateCreate: false, maxConditional: 8 },
  candle: { orSearch: false },
  hapi: { searchCacheSeconds: 60, maxCount: 200, typeHistory: true },
  azure: { maxEntries: 500, throttledBundle: 4, defaultCount: 10, typeHistory: true },
};

/** The behaviour of a profile. */
export function profileOf(name = 'default') {
  if (!Object.hasOwn(profiles, name)) {
    throw new Error(`Unknown profile "${name}": use ${Object.keys(profiles).join(', ')}`);
  }
  return { name, ...base, ...profiles[name] };
}
