namespace Mhero.Core.Operating.Responses;

/// <summary>The conditions of a query as the registry knows them.</summary>
/// <param name="Sources">References of those who answered; null for no condition.</param>
/// <param name="Questionnaires">Canonicals of the Questionnaires, without and with their versions; null for no condition.</param>
/// <param name="Notes">Remarks about the conditions, for a person to read.</param>
internal sealed record FoundConditions(IReadOnlySet<string>? Sources, IReadOnlySet<string>? Questionnaires, IReadOnlyList<string> Notes)
{
    /// <summary>Whether nothing can match.</summary>
    public bool IsEmpty => Sources is { Count: 0 } || Questionnaires is { Count: 0 };
}
