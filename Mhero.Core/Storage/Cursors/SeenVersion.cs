namespace Mhero.Core.Storage.Cursors;

/// <summary>One version of one record that a poller has shown and that needs no second look.</summary>
/// <param name="Id">The record's id in its poller.</param>
/// <param name="Version">Whatever changes when the record does: a version id, a time of change.</param>
/// <param name="Stamp">The record's place in the poller, by which it is forgotten when the poller no longer shows it.</param>
public readonly record struct SeenVersion(string Id, string Version, DateTimeOffset Stamp);
