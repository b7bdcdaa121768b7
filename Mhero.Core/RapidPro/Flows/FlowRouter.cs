namespace Mhero.Core.RapidPro.Flows;

/// <summary>Chooses a node's exit by a category, and saves a result when it has a name for one.</summary>
public sealed record FlowRouter
{
    /// <summary><c>switch</c> or <c>random</c>. An open set.</summary>
    public string? Type { get; init; }

    /// <summary>The wait before it decides; null when it decides at once.</summary>
    public RouterWait? Wait { get; init; }

    /// <summary>The expression that the cases test: <c>@input.text</c> for the contact's message.</summary>
    public string? Operand { get; init; }

    /// <summary>The name of the result that it saves; null or empty for none.</summary>
    public string? ResultName { get; init; }

    /// <summary>The cases; the first that matches decides.</summary>
    public IReadOnlyList<RouterCase> Cases { get; init => field = PresentItems.Of(value); } = [];

    /// <summary>The categories, each with its exit.</summary>
    public IReadOnlyList<RouterCategory> Categories { get; init => field = PresentItems.Of(value); } = [];

    /// <summary>The category when no case matches (<c>Other</c>, <c>All Responses</c>).</summary>
    public string? DefaultCategoryUuid { get; init; }

    /// <summary>The key of the result that it saves; null for none.</summary>
    [JsonIgnore]
    public string? ResultKey => FlowResults.KeyOf(ResultName);
}
