namespace Mhero.Core.RapidPro.Model;

/// <summary>The flow start that began a run.</summary>
/// <param name="Uuid">The start's UUID.</param>
public sealed record RunStart(Guid Uuid);
