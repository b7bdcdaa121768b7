// Azurite keeps an index of partitions and one of keys, and its in-memory database uses an index for the first condition only,
// the partition: each read or write of a row costs a walk through its whole partition, and a sync of some thousand workers
// becomes quadratic. With the conditions the other way round the index of the keys finds the row at once; the other index,
// costly to keep where most rows are of one partition, is then good for nothing. What is found is the same.
import loki from 'lokijs';

const findOne = loki.Collection.prototype.findOne;
loki.Collection.prototype.findOne = function (query) {
  return findOne.call(this, query?.RowKey === undefined ? query : { RowKey: query.RowKey, ...query });
};

const addCollection = loki.prototype.addCollection;
loki.prototype.addCollection = function (name, options) {
  return addCollection.call(this, name, options?.indices?.includes('RowKey') ? { ...options, indices: ['RowKey'] } : options);
};
