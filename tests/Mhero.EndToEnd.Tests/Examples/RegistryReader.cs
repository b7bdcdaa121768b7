namespace Mhero.EndToEnd.Tests.Examples;

/// <summary>Reads a FHIR server over HTTP, page by page, as JSON: nothing of mHero's is between it and the tests.</summary>
/// <param name="fhirBase">The server's base.</param>
public sealed class RegistryReader(Uri fhirBase) : IDisposable
{
    private const int PageSize = 7;

    /// <summary>The types that the examples' responses become.</summary>
    public static IReadOnlyList<string> ExtractedTypes { get; } =
    [
        "Communication", "Condition", "DiagnosticReport", "Encounter", "Immunization", "Linkage", "MeasureReport", "Media", "Observation", "Patient", "Person",
        "Practitioner", "PractitionerRole",
    ];

    private readonly HttpClient _http = new();
    private HashSet<string> _before = [];

    /// <summary>Notes what is there already: it is nothing that was extracted.</summary>
    public async Task RememberAsync() => _before = [.. (await AllExtractableAsync()).Select(NameOf)];

    /// <summary>Whether a resource was there before anybody wrote a message.</summary>
    public bool WasThere(string name) => _before.Contains(name);

    /// <summary>All resources of a type.</summary>
    public async Task<IReadOnlyList<JsonObject>> AllAsync(string type)
    {
        var found = new List<JsonObject>();
        var next = new Uri($"{fhirBase}/{type}?_count={PageSize}");
        while (next is not null)
        {
            var page = JsonNode.Parse(await _http.GetStringAsync(next))!;
            found.AddRange((page["entry"]?.AsArray() ?? []).Select(entry => entry!["resource"]!.AsObject()));
            var link = page["link"]?.AsArray().FirstOrDefault(link => (string)link!["relation"]! == "next");
            next = link is null ? null : new Uri(next, (string)link["url"]!);
        }

        Assert.Equal(found.Count, found.Select(NameOf).Distinct().Count());
        return found;
    }

    /// <summary>All resources of all types that can come of a response.</summary>
    public async Task<IReadOnlyList<JsonObject>> AllExtractableAsync()
    {
        var all = new List<JsonObject>();
        foreach (var type in ExtractedTypes)
        {
            all.AddRange(await AllAsync(type));
        }

        return all;
    }

    /// <summary>Every resource of these and other types that mHero writes, with its version.</summary>
    public async Task<IReadOnlyList<string>> VersionsAsync()
    {
        var all = (await AllExtractableAsync()).Concat(await AllAsync("QuestionnaireResponse")).Concat(await AllAsync("Provenance")).Concat(await AllAsync("Questionnaire"));
        return [.. all.Select(resource => $"{NameOf(resource)} {(string?)resource["meta"]?["versionId"]}").Order(StringComparer.Ordinal)];
    }

    /// <summary>Puts a resource where one of its url is, as an implementer would who mends a Questionnaire.</summary>
    public async Task PutByUrlAsync(JsonObject resource)
    {
        var copy = resource.DeepClone().AsObject();
        copy.Remove("id");
        using var body = new StringContent(copy.ToJsonString(), null, "application/fhir+json");
        using var answer = await _http.PutAsync(new Uri($"{fhirBase}/{copy["resourceType"]}?url={Uri.EscapeDataString((string)copy["url"]!)}"), body);
        answer.EnsureSuccessStatusCode();
    }

    public static string NameOf(JsonObject resource) => $"{resource["resourceType"]}/{resource["id"]}";

    public void Dispose() => _http.Dispose();
}
