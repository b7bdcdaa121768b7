namespace Mhero.Core.Sync.FlowResults.Sessions;

/// <summary>A session with the version of its document.</summary>
/// <param name="Row">The session.</param>
/// <param name="Version">The version.</param>
internal sealed record StoredSession(SessionRow Row, string Version);
