namespace Mhero.Core.RapidPro.Flows;

/// <summary>One test of a router.</summary>
public sealed record RouterCase
{
    /// <summary>The case's UUID; translations of its arguments are under it.</summary>
    public string Uuid { get; init => field = value ?? ""; } = "";

    /// <summary>The test: <c>has_number_between</c>, <c>has_any_word</c> … An open set.</summary>
    public string Type { get; init => field = value ?? ""; } = "";

    /// <summary>The test's arguments; each may be an expression.</summary>
    [JsonConverter(typeof(LooseTextsConverter))]
    public IReadOnlyList<string> Arguments { get; init => field = value ?? []; } = [];

    /// <summary>The category when it matches.</summary>
    public string CategoryUuid { get; init => field = value ?? ""; } = "";
}
