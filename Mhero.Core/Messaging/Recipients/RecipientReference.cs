namespace Mhero.Core.Messaging.Recipients;

/// <summary>A resource that leads to people, or is one.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Id">Its id.</param>
/// <param name="Path">The element of the request that led there.</param>
/// <param name="IsNamed">Whether the request itself names it, so that its absence is a fault of the request.</param>
internal sealed record RecipientReference(string Type, string Id, string Path, bool IsNamed)
{
    /// <summary>Locations of the role that led there.</summary>
    public IReadOnlyList<string> Places { get; init; } = [];

    /// <summary><c>Type/Id</c>.</summary>
    public string Reference => $"{Type}/{Id}";
}
