namespace Mhero.Core.Sync.FlowResults.Sessions;

/// <summary>Names a stored session, by the ids that <see cref="Mapping.Floip.FloipIds"/> makes.</summary>
/// <param name="Package">The package.</param>
/// <param name="Session">The session.</param>
internal sealed record SessionPointer(Guid Package, Guid Session);
