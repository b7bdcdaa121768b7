using Mhero.Core.Floip.Results;

namespace Mhero.Core.Mapping.Floip;

/// <summary>A session, and what has to be known to make a run of it.</summary>
/// <param name="Source">The name of the FLOIP source in the settings.</param>
/// <param name="Package">The package; its questions give the types of the answers.</param>
/// <param name="Session">All rows of the session that are known.</param>
/// <param name="Rules">When a session is over.</param>
/// <param name="Now">The present time.</param>
public sealed record SessionSource(string Source, ResultsPackage Package, ResultsSession Session, SessionRules Rules, DateTimeOffset Now);
