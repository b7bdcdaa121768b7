using Hl7.Fhir.Model;
using Mhero.Core.Caching;
using Mhero.Core.Tests.Fixtures;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Tests.Caching;

/// <summary>A Questionnaire that names its flow finds a flow that was imported after the flows had been read.</summary>
public sealed class NamedQuestionnaireTests : IDisposable
{
    private static readonly Guid Earlier = new("11111111-1111-4111-8111-111111111111");
    private static readonly Guid Imported = new("22222222-2222-4222-8222-222222222222");

    private readonly MemoryApp _app;
    private string _version = "1";
    private readonly Dictionary<Guid, string> _flows = new() { [Earlier] = "Weekly report" };

    public NamedQuestionnaireTests() => _app = new(Answer, ("Mhero:Cache:MaxAge", "00:05:00"));

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task FindExisting_FlowImportedWhileTheFlowsAreRemembered_IsFoundByItsName()
    {
        var cache = _app.Get<QuestionnaireCache>();
        Assert.Equal("weekly", (await cache.FindExistingAsync(Earlier, CancellationToken.None))?.Id);
        _flows[Imported] = "Vaccine fridge";

        Assert.Equal("fridge", (await cache.FindExistingAsync(Imported, CancellationToken.None))?.Id);
        Assert.Equal(2, _app.Http.Requests.Count(r => r.Contains("flows.json", StringComparison.Ordinal)));

        Assert.Equal("weekly", (await cache.FindExistingAsync(Earlier, CancellationToken.None))?.Id);
        Assert.Equal(2, _app.Http.Requests.Count(r => r.Contains("flows.json", StringComparison.Ordinal)));
    }

    /// <summary>A run names another version than the one that is remembered: it may have been saved since. Runs of an old version cost one look-up.</summary>
    [Fact]
    public async Task ForgetFor_VersionThatARunNames_LooksOnceInTheAgeOfTheCache()
    {
        var cache = _app.Get<QuestionnaireCache>();
        Assert.Equal("1", (await FindAsync(cache))!.Version);
        _version = "2";
        Assert.Equal("1", (await FindAsync(cache))!.Version);

        Assert.True(await cache.ForgetForAsync(Earlier, "http://example.org/weekly|2"));
        Assert.Equal("2", (await FindAsync(cache))!.Version);

        _version = "3";
        Assert.False(await cache.ForgetForAsync(Earlier, "http://example.org/weekly|2"));
        Assert.Equal("2", (await FindAsync(cache))!.Version);

        _app.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.True(await cache.ForgetForAsync(Earlier, "http://example.org/weekly|2"));
        Assert.Equal("3", (await FindAsync(cache))!.Version);
    }

    private static Task<Questionnaire?> FindAsync(QuestionnaireCache cache) => cache.FindAsync(Earlier, "Weekly report", () => Task.FromResult<Questionnaire?>(null));

    private JsonObject Named(string id, string flow) => new()
    {
        ["resource"] = new JsonObject
        {
            ["resourceType"] = "Questionnaire",
            ["id"] = id,
            ["status"] = "active",
            ["url"] = "http://example.org/" + id,
            ["version"] = _version,
            ["identifier"] = new JsonArray(new JsonObject { ["system"] = "http://app.rapidpro.io/flow-name", ["value"] = flow }),
        },
    };

    private HttpResponseMessage Answer(HttpRequestMessage request)
    {
        if (request.RequestUri!.AbsolutePath.EndsWith("flows.json", StringComparison.Ordinal))
        {
            var flows = _flows.Select(f => new JsonObject { ["uuid"] = f.Key.ToString(), ["name"] = f.Value });
            return AnsweringHandler.Json(new JsonObject { ["next"] = null, ["previous"] = null, ["results"] = new JsonArray([.. flows]) }.ToJsonString());
        }

        JsonNode[] named = request.RequestUri.Query.Contains("flow-name", StringComparison.Ordinal) ? [Named("weekly", "Weekly report"), Named("fridge", "Vaccine fridge")] : [];
        return AnsweringHandler.Fhir(new JsonObject { ["resourceType"] = "Bundle", ["type"] = "searchset", ["entry"] = new JsonArray(named) }.ToJsonString());
    }
}
