namespace Mhero.DevHost.Examples;

/// <summary>A contact field of a <see cref="WorkspaceSeed"/>.</summary>
internal sealed record WorkspaceSeedField(string Key, string Name, string Type);
