namespace Mhero.Core.Operating.Persons;

/// <summary>All that mHero's own tables have of one person.</summary>
/// <param name="Person">The person.</param>
/// <param name="Rows">How many rows each part of the tables has.</param>
public sealed record PersonExport(FoundPerson Person, IReadOnlyDictionary<string, int> Rows)
{
    /// <summary>The rows of each part with their contents; null where only the numbers were asked for.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<JsonObject>>? Contents { get; init; }
}
