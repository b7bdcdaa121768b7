using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;

namespace Mhero.EndToEnd.Tests.Cli;

/// <summary>Reads and writes a FHIR server without mHero's own gateway.</summary>
internal static class FhirReader
{
    private static readonly JsonSerializerOptions Json = new JsonSerializerOptions().ForFhir(ModelInfo.ModelInspector);
    private static readonly HttpClient Http = new();

    /// <summary>All resources of a type; a page is large enough for the tests' registries.</summary>
    public static async Task<IReadOnlyList<T>> AllAsync<T>(Uri fhirBase)
        where T : Resource
    {
        var text = await Http.GetStringAsync(new Uri($"{fhirBase}/{typeof(T).Name}?_count=1000"));
        var bundle = JsonSerializer.Deserialize<Bundle>(text, Json)!;
        Assert.DoesNotContain(bundle.Link, link => link.Relation == "next");
        return [.. bundle.Entry.Select(entry => entry.Resource).OfType<T>()];
    }

    public static async System.Threading.Tasks.Task PutAsync(Uri fhirBase, Resource resource)
    {
        using var body = new StringContent(JsonSerializer.Serialize(resource, Json), null, "application/fhir+json");
        using var answer = await Http.PutAsync(new Uri($"{fhirBase}/{resource.TypeName}/{resource.Id}"), body);
        answer.EnsureSuccessStatusCode();
    }
}
