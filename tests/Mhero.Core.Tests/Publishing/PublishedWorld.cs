using Mhero.Core.Fhir;
using Mhero.Core.Publishing;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Publishing;

/// <summary>A registry with two versions of a flow's Questionnaire, and the API that publishes its responses.</summary>
internal sealed class PublishedWorld : IDisposable
{
    public const string Id = "4b2c1a55-0d7f-4f0e-9a3b-3a3d7b1b0a01";
    public const string Url = "http://example.org/fhir/Questionnaire/weekly";
    public const string Address = "https://mhero.example.org/api/floip/packages";

    public PublishedWorld(params (string Name, string Value)[] settings)
    {
        Registry = new RegistryApp(settings);
        AddVersion("1", "Weekly Report", "2026-01-01T00:00:00Z", """
            {"linkId":"week","type":"string","text":"Week"},{"linkId":"cases","type":"integer","text":"Old cases"},
            {"linkId":"g","type":"group","item":[{"linkId":"note","type":"display","text":"x"},{"linkId":"inner","type":"string","text":"Inner","item":[{"linkId":"deep","type":"date"}]}]},
            {"type":"string","text":"No linkId"}
            """);
        AddVersion("2", "Weekly Report 2", "2026-02-01T00:00:00Z", """{"linkId":"week","type":"string","text":"Week"},{"linkId":"cases","type":"integer","text":"Cases"}""");
    }

    public RegistryApp Registry { get; }

    private PublishedApi Api => Registry.Get<PublishedApi>();

    public void Dispose() => Registry.Dispose();

    public void AddVersion(string version, string title, string? date, string items, DateTimeOffset? stored = null) => Registry.PutAt(
        $$"""
        {"resourceType":"Questionnaire","id":"q{{version}}","meta":{"tag":[{"system":"{{MheroSystems.Tags}}","code":"{{MheroSystems.GeneratedTag}}"}]},
         "url":"{{Url}}","version":"{{version}}","status":"active","title":"{{title}}",{{(date is null ? "" : $"\"date\":\"{date}\",")}}
         "identifier":[{"system":"{{MheroSystems.FlowUuid}}","value":"{{Id}}"}],"item":[{{items}}]}
        """,
        stored);

    /// <summary>Adds a response with an answer to each of two questions.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="stored">The minute after 10:00 at which the registry stores it.</param>
    /// <param name="authored">When it was authored; null for no time.</param>
    /// <param name="version">The version of its Questionnaire; empty for none.</param>
    /// <param name="status">Its status.</param>
    /// <param name="url">The url of its Questionnaire.</param>
    public void AddResponse(string id, int stored, string? authored = null, string version = "2", string status = "completed", string url = Url) =>
        Registry.PutAt(ResponseOf(id, authored, version, status, url), At(stored));

    public static string ResponseOf(string id, string? authored = null, string version = "2", string status = "completed", string url = Url, string meta = "") => $$"""
        {"resourceType":"QuestionnaireResponse","id":"{{id}}",{{meta}}"status":"{{status}}","questionnaire":"{{url}}{{(version.Length == 0 ? "" : "|" + version)}}",
         {{(authored is null ? "" : $"\"authored\":\"{authored}\",")}}
         "item":[{"linkId":"week","answer":[{"valueString":"W10"}]},{"linkId":"cases","answer":[{"valueInteger":3}]}]}
        """;

    public static DateTimeOffset At(int minute) => new DateTimeOffset(2026, 3, 4, 10, 0, 0, TimeSpan.Zero).AddMinutes(minute);

    public Task<PublishedAnswer> ListAsync() => Api.ListAsync(Address, CancellationToken.None);

    public Task<PublishedAnswer> PackageAsync(string id = Id) => Api.PackageAsync(id, $"{Address}/{id}", CancellationToken.None);

    public Task<PublishedAnswer> RowsAsync(params (string Name, string Value)[] query) => Api.RowsAsync(
        Id, $"{Address}/{Id}/responses", name => query.Where(q => q.Name == name).Select(q => q.Value).FirstOrDefault(), CancellationToken.None);

    /// <summary>Follows a link.</summary>
    public async Task<JsonNode> FollowAsync(string link) => JsonOf(await RowsAsync(
        [.. new Uri(link).Query.TrimStart('?').Split('&').Select(p => p.Split('=', 2)).Select(p => (Uri.UnescapeDataString(p[0]), Uri.UnescapeDataString(p[1])))]));

    public static JsonNode JsonOf(PublishedAnswer answer)
    {
        Assert.Equal((200, null, null), (answer.Status, answer.Code, answer.Detail));
        return JsonNode.Parse(answer.Json.Span)!;
    }

    /// <summary>The ids of a page's rows.</summary>
    public static List<string> RowsOf(JsonNode page) => [.. page["data"]!["attributes"]!["responses"]!.AsArray().Select(row => (string)row![1]!)];

    /// <summary>A link of a page; null for none.</summary>
    public static string? LinkOf(JsonNode page, string name) => (string?)page["data"]!["relationships"]!["links"]![name];
}
