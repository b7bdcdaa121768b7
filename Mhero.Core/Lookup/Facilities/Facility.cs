namespace Mhero.Core.Lookup.Facilities;

/// <summary>A facility as flows see it.</summary>
/// <param name="Reference">Its reference (<c>Location/123</c>).</param>
/// <param name="Name">Its name.</param>
/// <param name="Code">Its code; null when it has none.</param>
/// <param name="District">The name of its district; null when it is in none.</param>
internal sealed record Facility(string Reference, string Name, string? Code, string? District)
{
    /// <summary>The members of an answer that identify the facility.</summary>
    public static readonly IReadOnlyList<string> MemberNames = ["facility", "facility_code", "facility_id", "district"];

    /// <summary>The facility as members of an answer.</summary>
    public (string Name, string? Value)[] Members() =>
        [("facility", Name), ("facility_code", Code), ("facility_id", Reference), ("district", District)];
}
