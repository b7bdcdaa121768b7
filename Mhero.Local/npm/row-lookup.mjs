// Azurite looks a row up by partition and then by key, and its in-memory database uses an index for the first condition only:
// each read or write of a row costs a walk through its whole partition, and a sync of some thousand workers becomes quadratic.
// With the conditions the other way round the index of the keys finds the row at once. What is found is the same.
import loki from 'lokijs';

const { prototype } = loki.Collection;
const findOne = prototype.findOne;
prototype.findOne = function (query) {
  return findOne.call(this, query?.RowKey === undefined ? query : { RowKey: query.RowKey, ...query });
};
