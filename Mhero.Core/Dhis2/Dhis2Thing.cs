namespace Mhero.Core.Dhis2;

/// <summary>The names of one of DHIS2's metadata.</summary>
/// <param name="Id">The UID.</param>
/// <param name="Code">The code; null when it has none.</param>
/// <param name="Name">The name.</param>
/// <param name="Attributes">The values of its attributes, by the attribute's UID.</param>
internal sealed record Dhis2Thing(string Id, string? Code, string? Name, IReadOnlyDictionary<string, string> Attributes)
{
    /// <summary>Its name by a scheme; null when it has no such name.</summary>
    public string? NameBy(string scheme) => Dhis2Schemes.PropertyOf(scheme) switch
    {
        "id" => Id,
        "code" => Code,
        "name" => Name,
        var attribute => Attributes.GetValueOrDefault(attribute),
    };
}
