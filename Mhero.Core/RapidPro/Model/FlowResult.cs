namespace Mhero.Core.RapidPro.Model;

/// <summary>One result that runs of a flow can have, as the flow's list entry shows it.</summary>
public sealed record FlowResult
{
    /// <summary>The key under which a run carries it.</summary>
    public string Key { get; init => field = value ?? ""; } = "";

    /// <summary>The name that the author gave it.</summary>
    public string? Name { get; init; }

    /// <summary>The names of its categories, in the flow's base language; empty when every answer is one.</summary>
    public IReadOnlyList<string> Categories { get; init => field = ListOf.Records(value); } = [];
}
