using Mhero.Core.Storage.Audit;

namespace Mhero.Core.Tests.Fixtures;

/// <summary>
/// mHero over two sides that have what a test gives them by path: the registry's under <c>/fhir/</c>, RapidPro's under <c>/api/v2/</c>. For any other path
/// the registry has no resource and finds none, and RapidPro's list is empty.
/// </summary>
internal sealed class TwoSidesApp : IDisposable
{
    private readonly Dictionary<string, Func<HttpRequestMessage, HttpResponseMessage>> _answers = new(StringComparer.Ordinal);

    public TwoSidesApp(params (string Name, string Value)[] settings) => App = new MemoryApp(Answer, settings);

    public static Operator Jane { get; } = new("Jane", "Operator");

    public MemoryApp App { get; }

    /// <summary>What was asked, decoded, in order.</summary>
    public IReadOnlyList<string> Requests => [.. App.Http.Requests.Select(Uri.UnescapeDataString)];

    public void On(string path, Func<HttpRequestMessage, HttpResponseMessage> answer) => _answers[path] = answer;

    public void On(string path, string json, int status = 200) => On(path, _ => Json(path, json, status));

    /// <summary>Has a search of the registry find resources.</summary>
    public void OnSearch(string type, params string[] resources) => On($"/fhir/{type}", BundleOf(resources));

    /// <summary>Has a list of RapidPro, such as <c>flows</c>, have items.</summary>
    public void OnList(string list, params string[] items) => On($"/api/v2/{list}.json", $$"""{"next":null,"previous":null,"results":[{{string.Join(',', items)}}]}""");

    /// <summary>Has the next page of a search find resources, too.</summary>
    public static string BundleOf(IEnumerable<string> resources, string? next = null, bool withOutcome = false)
    {
        var entries = resources.Select(resource => $$$"""{"resource":{{{resource}}},"search":{"mode":"match"}}""");
        if (withOutcome)
        {
            entries = entries.Append("""{"resource":{"resourceType":"OperationOutcome","issue":[{"severity":"warning","code":"not-supported"}]},"search":{"mode":"outcome"}}""");
        }

        var link = next is null ? "[]" : $$"""[{"relation":"next","url":"{{next}}"}]""";
        return $$"""{"resourceType":"Bundle","type":"searchset","link":{{link}},"entry":[{{string.Join(',', entries)}}]}""";
    }

    /// <summary>The audit log, the earliest entry first.</summary>
    public async Task<IReadOnlyList<AuditEntry>> AuditAsync() => [.. (await App.Get<IAuditLog>().ListAsync(new AuditFilter(), 100, null)).Entries.Reverse()];

    public T Get<T>()
        where T : notnull => App.Get<T>();

    public void Dispose() => App.Dispose();

    private HttpResponseMessage Answer(HttpRequestMessage request)
    {
        var path = request.RequestUri!.AbsolutePath;
        if (_answers.TryGetValue(path, out var answer))
        {
            return answer(request);
        }

        return path.Split('/', StringSplitOptions.RemoveEmptyEntries) switch
        {
            ["fhir"] => BatchOfNothing(request),
            ["fhir", _] => Json(path, BundleOf([])),
            ["fhir", ..] => Json(path, """{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"not-found"}]}""", 404),
            ["api", ..] => Json(path, """{"next":null,"previous":null,"results":[]}"""),
            _ => throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"not expected: {request.Method} {request.RequestUri}")),
        };
    }

    /// <summary>The answer to a batch of searches, none of which finds anything.</summary>
    private static HttpResponseMessage BatchOfNothing(HttpRequestMessage request)
    {
        var entries = JsonNode.Parse(request.Content!.ReadAsStream())!["entry"]!.AsArray();
        var answers = entries.Select(_ => $$$"""{"resource":{{{BundleOf([])}}},"response":{"status":"200"}}""");
        return AnsweringHandler.Fhir($$"""{"resourceType":"Bundle","type":"batch-response","entry":[{{string.Join(',', answers)}}]}""");
    }

    private static HttpResponseMessage Json(string path, string json, int status = 200) =>
        path.StartsWith("/fhir/", StringComparison.Ordinal) ? AnsweringHandler.Fhir(json, status) : AnsweringHandler.Json(json, status);
}
