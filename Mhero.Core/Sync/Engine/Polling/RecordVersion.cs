namespace Mhero.Core.Sync.Engine.Polling;

/// <summary>A state of a record, by which a poller recognises it when it is shown again.</summary>
/// <param name="Id">Names the record among those of its poller.</param>
/// <param name="Version">Distinguishes its states.</param>
/// <param name="Stamp">When it changed, by the clock of its server (UTC); null when unknown.</param>
internal readonly record struct RecordVersion(string Id, string Version, DateTimeOffset? Stamp);
