using System.Text.Json.Nodes;
using Mhero.Core.Caching;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Caching;

/// <summary>A Questionnaire that names its flow finds a flow that was imported after the flows had been read.</summary>
public sealed class NamedQuestionnaireTests : IDisposable
{
    private static readonly Guid Earlier = new("11111111-1111-4111-8111-111111111111");
    private static readonly Guid Imported = new("22222222-2222-4222-8222-222222222222");

    private readonly MemoryApp _app;
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

    private static JsonObject Named(string id, string flow) => new()
    {
        ["resource"] = new JsonObject
        {
            ["resourceType"] = "Questionnaire",
            ["id"] = id,
            ["status"] = "active",
            ["url"] = "http://example.org/" + id,
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
