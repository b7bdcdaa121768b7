namespace Mhero.DevHost.Examples;

/// <summary>A RapidPro workspace as a file describes it.</summary>
internal sealed record WorkspaceSeed
{
    public required string Name { get; init; }

    public required IReadOnlyList<string> Languages { get; init; }

    public required IReadOnlyList<WorkspaceSeedField> Fields { get; init; }

    public required IReadOnlyList<string> Groups { get; init; }

    public required IReadOnlyList<WorkspaceSeedContact> Contacts { get; init; }
}
