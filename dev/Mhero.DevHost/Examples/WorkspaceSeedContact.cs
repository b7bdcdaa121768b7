using Mhero.Simulator;

namespace Mhero.DevHost.Examples;

/// <summary>A contact of a <see cref="WorkspaceSeed"/>.</summary>
internal sealed record WorkspaceSeedContact
{
    public required Guid Uuid { get; init; }

    /// <summary>The case that the contact shows, for readers of the file.</summary>
    public required string Case { get; init; }

    public string? Name { get; init; }

    public string? Language { get; init; }

    public string Status { get; init; } = "active";

    public required IReadOnlyList<string> Urns { get; init; }

    public required IReadOnlyList<string> Groups { get; init; }

    public required IReadOnlyDictionary<string, string?> Fields { get; init; }

    public SimulatedContact ToContact() => new()
    {
        Uuid = Uuid,
        Name = Name,
        Language = Language,
        Status = Status,
        Urns = Urns,
        Groups = Groups,
        Fields = Fields,
    };
}
