using Mhero.MemoryFhir;

namespace Mhero.Core.Tests.Fixtures;

/// <summary>mHero's services over a registry and a storage account in memory; the test answers for RapidPro, and may for the registry.</summary>
internal sealed class RegistryApp : IDisposable
{
    private const string Root = "https://registry.example.org/fhir/";

    private readonly List<string> _searches = [];

    /// <summary>Builds the services.</summary>
    /// <param name="settings">Settings beside those that have to be set.</param>
    public RegistryApp(params (string Name, string Value)[] settings)
    {
        App = new MemoryApp(Answer, settings);
        Registry = new FhirServer(Root, App.Time.GetUtcNow, new FhirTraits());
    }

    public MemoryApp App { get; }

    public FhirServer Registry { get; }

    /// <summary>What the registry was asked, decoded, as <c>Type?query</c> or <c>Type/id</c>, in order.</summary>
    public IReadOnlyList<string> Searches => _searches;

    /// <summary>Answers a request instead of the registry, given it as <see cref="Searches"/> has it; null leaves it to the registry.</summary>
    public Func<string, HttpResponseMessage?>? AnswerOf { get; set; }

    /// <summary>Answers for RapidPro, given the path and the query; null when a test expects no request.</summary>
    public Func<string, HttpResponseMessage>? RapidPro { get; set; }

    /// <summary>Answers for RapidPro in place of <see cref="RapidPro"/>, given the method, the path with the query, and the body.</summary>
    public Func<string, string, string, HttpResponseMessage>? Workspace { get; set; }

    /// <summary>A page of a search with these resources, as FHIR JSON.</summary>
    public static HttpResponseMessage Found(params string[] resources) => AnsweringHandler.Fhir(
        $$"""{"resourceType":"Bundle","type":"searchset","entry":[{{string.Join(',', resources.Select(r => $$$"""{"resource":{{{r}}},"search":{"mode":"match"}}"""))}}]}""");

    /// <summary>Puts resources in, as FHIR JSON with their ids.</summary>
    public void Put(params string[] resources)
    {
        foreach (var resource in resources)
        {
            PutAt(resource, null);
        }
    }

    /// <summary>Puts a resource in that was written at a time; null for now.</summary>
    public void PutAt(string resource, DateTimeOffset? updated)
    {
        using var json = JsonDocument.Parse(resource);
        Registry.Put(json.RootElement, updated);
    }

    /// <summary>Deletes a resource.</summary>
    public void Delete(string reference) => Registry.Handle(new FhirCall("DELETE", Root + reference));

    public T Get<T>()
        where T : notnull => App.Get<T>();

    public void Dispose() => App.Dispose();

    private HttpResponseMessage Answer(HttpRequestMessage request)
    {
        var url = request.RequestUri!;
        if (url.Host != "registry.example.org" && Workspace is { } workspace)
        {
            return workspace(request.Method.Method, url.PathAndQuery, request.Content is { } sent ? new StreamReader(sent.ReadAsStream()).ReadToEnd() : "");
        }

        if (url.Host != "registry.example.org")
        {
            return RapidPro is { } rapidPro ? rapidPro(url.PathAndQuery) : throw new InvalidOperationException($"not expected: {request.Method} {url}");
        }

        var body = request.Content is { } content ? new StreamReader(content.ReadAsStream()).ReadToEnd() : "";
        var asked = Uri.UnescapeDataString((url.AbsoluteUri[Root.Length..] + (url.AbsolutePath.EndsWith("/_search", StringComparison.Ordinal) ? "?" + body : "")).Replace("/_search", "", StringComparison.Ordinal));
        _searches.Add(asked);
        if (AnswerOf?.Invoke(asked) is { } instead)
        {
            return instead;
        }

        var answer = Registry.Handle(new FhirCall(request.Method.Method, url.AbsoluteUri) { Body = Encoding.UTF8.GetBytes(body), IfMatch = Header("If-Match"), IfNoneExist = Header("If-None-Exist") });
        var response = AnsweringHandler.Fhir(answer.Body is null ? "" : Encoding.UTF8.GetString(answer.Body), answer.Status);
        if (answer.Location is { } location)
        {
            response.Headers.TryAddWithoutValidation("ETag", $"W/\"{answer.Version}\"");
            response.Headers.TryAddWithoutValidation("Location", $"{Root}{location}/_history/{answer.Version}");
        }

        return response;

        string? Header(string name) => request.Headers.TryGetValues(name, out var values) ? values.First() : null;
    }
}
