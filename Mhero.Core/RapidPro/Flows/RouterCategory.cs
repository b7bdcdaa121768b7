namespace Mhero.Core.RapidPro.Flows;

/// <summary>One outcome of a router.</summary>
public sealed record RouterCategory
{
    /// <summary>The category's UUID; cases name it, translations of its name are under it.</summary>
    public string Uuid { get; init => field = value ?? ""; } = "";

    /// <summary>Its name in the base language; a run carries it in this form whatever the contact's language.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>The exit that it takes; null when the file does not give it.</summary>
    public string? ExitUuid { get; init; }
}
